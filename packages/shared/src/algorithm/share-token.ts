import {
  type AccessToken,
  type FetchToken,
  type FetchTokenOptions,
  type Identified,
  TokenRequestError,
  tokenIdentity,
} from '@token-refresher/core';
import { createTextCipher } from '../encryption/text-cipher.ts';
import { createRefusedValues } from '../record/refused-values.ts';
import { tokenKey } from '../record/token-key.ts';
import { createRecordFormat } from '../record/token-record.ts';
import { createStoreAccess, type StoreTimes } from '../store-access/store-access.ts';
import { StoreFailure } from '../store-access/store-failure.ts';
import type { TokenStore } from '../token-store.ts';
import { createEventEmitter } from './event-emitter.ts';
import { createSharedRecord } from './shared-record.ts';
import type { SharedTokenSettings } from './shared-token-options.ts';
import { createTurns } from './turns.ts';

/** How this source gets at its token. */
export interface ShareTokenSettings extends SharedTokenSettings {
  /** Random number from 0 to 1. Default: `Math.random`. */
  readonly random?: () => number;
  /** For tests on machines that let a process stand still for seconds. Default: as documented. */
  readonly times?: StoreTimes | undefined;
}

/** What all shared sources do. */
export function shareToken(
  store: TokenStore,
  fetchToken: FetchToken,
  settings: ShareTokenSettings,
): FetchToken & Identified {
  const { identity, keys, clock, onEvent, random = Math.random, times } = settings;
  const emit = createEventEmitter(clock, onEvent);
  /** What this source was asked away from. */
  const refused = createRefusedValues();
  /** What it returned last: whoever asks again needs another one. */
  let given: string | undefined;

  const open = async () => {
    const key = await tokenKey(identity);
    const format = createRecordFormat(key, keys.length > 0 ? createTextCipher(keys, key) : undefined);
    const access = createStoreAccess(store, key, clock, times);
    const record = createSharedRecord({ access, format, clock, emit, refused });
    return { record, turns: createTurns(fetchToken, { record, access, clock, random }) };
  };
  const opened = open();
  // Looked at by whoever asks for a token.
  opened.catch(() => {});

  /** What the last `reset()` has still to do: nobody may read before. */
  let erased: Promise<void> | undefined;

  const share = async (request: FetchTokenOptions): Promise<AccessToken> => {
    const { record, turns } = await opened;
    await erased;
    try {
      return record.usable(await record.read()) ?? (await turns.take(request));
    } catch (error) {
      if (!(error instanceof StoreFailure)) throw error;
      emit.notShared(error);
      request.signal.throwIfAborted();
      // Two processes might do at once what must not be done twice.
      if (fetchToken.isRepeatable === false) throw withoutLease(error);
      return fetchToken(request);
    }
  };
  const forget = () => {
    refused.add(given);
    given = undefined;
  };

  const shared = async (request: FetchTokenOptions): Promise<AccessToken> => {
    request.signal.throwIfAborted();
    refused.add(given);
    refused.add(request.rejected);
    const { value, expiresAt, scope } = await untilAborted(share(request), request.signal);
    given = value;
    return { value, ...(expiresAt !== undefined && { expiresAt }), ...(scope !== undefined && { scope }) };
  };
  return Object.assign(shared, {
    isRepeatable: fetchToken.isRepeatable,
    reset() {
      forget();
      erased = opened.then(({ record }) => record.erase());
      fetchToken.reset?.();
    },
    close() {
      forget();
      fetchToken.close?.();
    },
    [tokenIdentity]: () => identity,
  });
}

function withoutLease({ operation, code }: StoreFailure): TokenRequestError {
  const message = `The store cannot be used (${operation}: ${code}), and this token must not be asked for by two processes at once.`;
  return new TokenRequestError(message, { code: 'temporarily_unavailable' });
}

/** Frees the caller alone: what was started goes on. */
function untilAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
