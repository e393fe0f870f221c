import type { AccessToken } from '@token-refresher/core';
import type { TextCipher } from '../encryption/text-cipher.ts';

/** A token that says when it ends. */
export type ExpiringToken = AccessToken & { readonly expiresAt: number };

/** What became of a request whose result others wait for, when no token came of it. */
export interface FailureNote {
  /** Another one each time. */
  readonly id: string;
  /** The error's code; absent when the source returned the rejected token again. */
  readonly code?: string;
  readonly status?: number;
  readonly retryAt?: number;
  readonly permanent?: boolean;
}

/** What the processes know together about one token. */
export interface TokenRecord {
  readonly token?: ExpiringToken;
  /** When the token was asked for, in epoch milliseconds. */
  readonly sentAt?: number;
  /** The API rejected the token: nobody may use it. */
  readonly isRejected?: boolean;
  readonly failure?: FailureNote;
}

/** A record as it was read. */
export interface StoredRecord extends TokenRecord {
  /** The text in the store; `undefined` when there is none. */
  readonly text: string | undefined;
  /** `false` for the text of something else, of another client, or encrypted with another key. */
  readonly isReadable: boolean;
}

/** Writes and reads records as texts. */
export interface RecordFormat {
  write(record: TokenRecord): Promise<string>;
  read(text: string | undefined): Promise<StoredRecord>;
}

const version = 1;

/** @param key What the token is kept under: the record of another one is not read. */
export function createRecordFormat(key: string, cipher: TextCipher | undefined): RecordFormat {
  return {
    async write({ token, sentAt, isRejected, failure }) {
      const text = JSON.stringify({ version, key, token, sentAt, isRejected, failure });
      return cipher ? cipher.encrypt(text) : text;
    },
    async read(text) {
      if (text === undefined) return { text, isReadable: true };
      const plain = cipher ? await cipher.decrypt(text) : text;
      const record = parseRecord(plain, key);
      return { text, isReadable: record !== undefined, ...record };
    },
  };
}

/** Looks closely: an older copy of this library, or anything else, may have written the text. */
function parseRecord(text: string | undefined, key: string): TokenRecord | undefined {
  const record = parseObject(text);
  if (record?.version !== version || record.key !== key) return undefined;
  const { token, sentAt, isRejected, failure } = record;
  const isToken = isExpiringToken(token) && typeof sentAt === 'number' && Number.isFinite(sentAt);
  if (token !== undefined && !isToken) return undefined;
  return {
    ...(isToken && { token, sentAt, isRejected: isRejected === true }),
    ...(isFailureNote(failure) && { failure }),
  };
}

function parseObject(text: string | undefined): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(text ?? '');
    return typeof json === 'object' && json !== null ? { ...json } : undefined;
  } catch {
    return undefined;
  }
}

function isExpiringToken(token: unknown): token is ExpiringToken {
  const { value, expiresAt, scope } = (token ?? {}) as Partial<Record<keyof AccessToken, unknown>>;
  const isUsable = typeof value === 'string' && /^[\x21-\x7e]+$/.test(value) && Number.isFinite(expiresAt);
  return isUsable && (scope === undefined || typeof scope === 'string');
}

function isFailureNote(failure: unknown): failure is FailureNote {
  const { id, code, status, retryAt } = (failure ?? {}) as Partial<Record<keyof FailureNote, unknown>>;
  const isNumberOrAbsent = (value: unknown) => value === undefined || Number.isFinite(value);
  return (
    typeof id === 'string' &&
    (code === undefined || typeof code === 'string') &&
    isNumberOrAbsent(status) &&
    isNumberOrAbsent(retryAt)
  );
}
