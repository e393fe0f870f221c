import type { AccessToken, Clock } from '@token-refresher/core';
import type { RefusedValues } from '../record/refused-values.ts';
import type { ExpiringToken, FailureNote, RecordFormat, StoredRecord, TokenRecord } from '../record/token-record.ts';
import type { StoreAccess } from '../store-access/store-access.ts';
import { StoreFailure } from '../store-access/store-failure.ts';
import type { EventEmitter } from './event-emitter.ts';

/** How long a token without an expiry is shared. */
const defaultLifetimeMs = 3_600_000;
/** So long before its expiry a token is not handed to another process any more; a tenth of its life at most. */
const marginMs = 5_000;
/** How long a record without a token that lives is kept. */
const minKeepMs = 60_000;
/** Somebody else wrote in between: each time there is less reason to write oneself. */
const maxTries = 3;

/** The record in the store, as this process sees it. Rejects with a `StoreFailure` where nothing else is said. */
export interface SharedRecord {
  read(): Promise<StoredRecord>;
  /** The token in it, if this process may use it. */
  usable(stored: StoredRecord): ExpiringToken | undefined;
  /** Marks the token in the store as rejected, if it is this one. Returns what is in the store then. */
  reject(stored: StoredRecord, rejected: string): Promise<StoredRecord>;
  /** Saves a token, unless another usable one has come meanwhile. Never rejects. */
  save(stored: StoredRecord, token: ExpiringToken, sentAt: number): Promise<void>;
  /** Takes the token out of the store, whichever it is. Never rejects. */
  erase(): Promise<void>;
  /** Tells those who wait that no token came. Never rejects. */
  saveFailure(stored: StoredRecord, failure: FailureNote): Promise<void>;
}

export interface SharedRecordParts {
  readonly access: StoreAccess;
  readonly format: RecordFormat;
  readonly clock: Clock;
  readonly emit: EventEmitter;
  readonly refused: RefusedValues;
}

export function createSharedRecord({ access, format, clock, emit, refused }: SharedRecordParts): SharedRecord {
  const read = async () => format.read(await access.read());

  const usable = ({ token, sentAt = 0, isRejected }: StoredRecord) => {
    if (!token || isRejected || refused.has(token.value)) return undefined;
    const margin = Math.min(marginMs, (token.expiresAt - sentAt) / 10);
    if (clock.now() >= token.expiresAt - margin) return undefined;
    emit.shared();
    return token;
  };

  /** What was written, or `undefined` when something else was in the store. */
  const replace = async (stored: StoredRecord, record: TokenRecord): Promise<StoredRecord | undefined> => {
    const text = await format.write(record);
    const keepMs = Math.max((record.token?.expiresAt ?? 0) - clock.now(), minKeepMs);
    const wasSaved = await access.replace(stored.text, text, Math.ceil(keepMs));
    return wasSaved ? { ...record, text, isReadable: true } : undefined;
  };

  const withoutText = ({ token, sentAt, isRejected }: StoredRecord): TokenRecord =>
    token && sentAt !== undefined ? { token, sentAt, isRejected: isRejected === true } : {};

  return {
    read,
    usable,
    async reject(stored, rejected) {
      let current = stored;
      for (let tries = 0; tries < maxTries; tries++) {
        if (current.token?.value !== rejected || current.isRejected) return current;
        const marked = await replace(current, { ...withoutText(current), isRejected: true });
        if (marked) return marked;
        current = await read();
      }
      return current;
    },
    async save(stored, token, sentAt) {
      try {
        let current = stored;
        for (let tries = 0; tries < maxTries; tries++) {
          if (!current.isReadable) emit.unreadable();
          if (await replace(current, { token, sentAt })) return emit.shared();
          current = await read();
          if (usable(current)) return;
        }
      } catch (error) {
        if (!(error instanceof StoreFailure)) throw error;
        emit.notShared(error);
      }
    },
    async erase() {
      try {
        for (let tries = 0; tries < maxTries; tries++) {
          const stored = await read();
          if (!stored.token || (await replace(stored, {}))) return;
        }
      } catch (error) {
        if (error instanceof StoreFailure) emit.notShared(error);
      }
    },
    async saveFailure(stored, failure) {
      await replace(stored, { ...withoutText(stored), failure }).catch(() => {});
    },
  };
}

/** A token with the time when it ends. */
export function withExpiry({ value, expiresAt, scope }: AccessToken, sentAt: number): ExpiringToken {
  return { value, expiresAt: expiresAt ?? sentAt + defaultLifetimeMs, ...(scope !== undefined && { scope }) };
}
