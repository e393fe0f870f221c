import type { Clock } from '../../clock.ts';
import type { RefreshReason } from '../events/events.ts';
import { type CachedToken, cacheToken } from './cached-token.ts';
import type { IssuedToken } from './issued-token.ts';

/** The cached token, and what is remembered of those before it. */
export interface TokenMemory {
  /** Also when it has expired; `undefined` when there was none yet, or it was discarded. */
  cached(): CachedToken | undefined;
  /** Why there is no token, while there is none. */
  missing(): RefreshReason;
  /** Told to the source until it comes up with another value. */
  rejected(): string | undefined;
  /** A number that grows with what makes an older result worthless. */
  changes(): number;
  store(issued: IssuedToken): CachedToken;
  /** The cached token is the rejected one, and serves on. */
  reject(): void;
  /** The cached token is the rejected one, and is handed out no more. */
  discard(reason: RefreshReason): void;
  /** Forgets everything. */
  clear(): void;
}

export function createTokenMemory(settings: { readonly clock: Clock; readonly refreshAheadMs: number }): TokenMemory {
  let cached: CachedToken | undefined;
  /** The last token, also when it has been discarded: the source may give it again. */
  let previous: CachedToken | undefined;
  let missing: RefreshReason = 'first';
  let rejected: string | undefined;
  let changes = 0;
  const reject = () => {
    rejected = cached?.token.value;
  };
  return {
    cached: () => cached,
    missing: () => missing,
    rejected: () => rejected,
    changes: () => changes,
    store(issued) {
      cached = previous = cacheToken(issued, previous, settings);
      changes++;
      rejected = undefined;
      return cached;
    },
    reject,
    discard(reason) {
      reject();
      cached = undefined;
      missing = reason;
    },
    clear() {
      changes++;
      cached = previous = rejected = undefined;
      missing = 'first';
    },
  };
}
