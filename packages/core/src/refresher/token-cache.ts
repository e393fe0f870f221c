import { abortReason } from '../aborted.ts';
import { type Clock, hasPassed } from '../clock.ts';
import { TokenRequestError } from '../errors.ts';
import type { AccessToken, FetchToken } from '../token.ts';
import type { AdapterSupport } from './adapter-support.ts';
import { type CachedToken, cacheToken } from './cached-token.ts';
import type { Events, RefreshReason } from './events.ts';
import type { IssuedToken } from './issued-token.ts';
import { createRefreshes } from './refreshes.ts';
import { createRejections, type Rejections } from './rejections.ts';

export interface TokenCacheSettings {
  readonly clock: Clock;
  readonly refreshAheadMs: number;
  readonly defaultLifetimeMs: number;
  readonly timeoutMs: number;
}

/** How long an API may not know a token yet. */
const newForMs = 2_000;

/** What a token refresher does, without its options and checks. */
export interface TokenCache extends Rejections, Pick<AdapterSupport, 'cachedToken' | 'newToken'> {
  peek(): AccessToken | undefined;
  getToken(options?: { readonly signal?: AbortSignal | undefined }): Promise<AccessToken>;
  close(): void;
}

/**
 * One token and everything that is known about it.
 *
 * - fresh: handed out
 * - about to expire: handed out, and one refresh runs in the background
 * - none, expired or discarded: all wait for one refresh, unless the last one failed a moment ago
 */
export function createTokenCache(fetchToken: FetchToken, settings: TokenCacheSettings, events: Events): TokenCache {
  const { clock } = settings;
  const { emit } = events;
  let cached: CachedToken | undefined;
  /** The last token, also when it has been discarded: the source may give it again. */
  let previous: CachedToken | undefined;
  /** Why there is no token, while there is none. */
  let missing: RefreshReason = 'first';
  /** Told to the source until it comes up with another value. */
  let rejectedValue: string | undefined;
  let isClosed = false;
  let changes = 0;

  const store = (issued: IssuedToken) => {
    cached = previous = cacheToken(issued, previous, settings);
    changes++;
    rejectedValue = undefined;
    refreshes.endPause();
    return cached;
  };
  const refreshes = createRefreshes(fetchToken, {
    ...settings,
    emit,
    store,
    rejected: () => rejectedValue,
    changes: () => changes,
  });
  const peek = () => (cached && !hasPassed(clock, cached.expires) ? cached.token : undefined);

  const cachedToken = () => {
    if (!cached || !hasPassed(clock, cached.refreshFrom)) return cached;
    if (hasPassed(clock, cached.expires)) return undefined;
    if (!refreshes.isRunning() && !refreshes.isPaused()) refreshes.start('ahead');
    return cached;
  };
  const getToken: TokenCache['getToken'] = ({ signal } = {}) => {
    if (signal?.aborted) return Promise.reject(abortReason(signal));
    if (isClosed) return Promise.reject(closedError());
    return cachedToken()?.promise ?? refreshes.wait(cached ? 'expired' : missing, signal);
  };

  const rejections = createRejections(clock, events, {
    isCurrent: (value) => cached?.token.value === value,
    isNew: () => cached !== undefined && Math.abs(clock.now() - cached.issuedAt) < newForMs,
    isBeingReplaced: (value) => refreshes.isRunning() || (value !== undefined && value === rejectedValue),
    canGetToken: (besides) => (peek()?.value ?? besides) !== besides || refreshes.isRunning() || !refreshes.isPaused(),
    isGuest: refreshes.isSignedOut,
    discard(reason) {
      rejectedValue = cached?.token.value;
      cached = undefined;
      missing = reason;
    },
    replace() {
      rejectedValue = cached?.token.value;
      if (!refreshes.isRunning() && !refreshes.isPaused()) refreshes.start('rejected');
    },
    askAgain: refreshes.askForGuest,
  });

  const forget = (error: TokenRequestError) => {
    changes++;
    cached = previous = rejectedValue = undefined;
    missing = 'first';
    rejections.reset();
    refreshes.endPause();
    refreshes.end(error);
  };

  return {
    ...rejections,
    cachedToken: () => cachedToken()?.token,
    getToken,
    newToken: (rejected, signal) =>
      rejected !== undefined && cached?.token.value === rejected
        ? refreshes.wait('rejected', signal)
        : getToken({ signal }),
    peek,
    reset() {
      if (isClosed) return;
      forget(new TokenRequestError('The token refresher was reset.', { code: 'reset' }));
      emit({ type: 'reset' });
      fetchToken.reset?.();
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      forget(closedError());
      emit({ type: 'closed' });
      events.clear();
      fetchToken.close?.();
    },
  };
}

function closedError(): TokenRequestError {
  return new TokenRequestError('The token refresher has been closed.', { code: 'closed', permanent: true });
}
