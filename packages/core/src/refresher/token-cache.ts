import { abortReason } from '../aborted.ts';
import { type Clock, hasPassed } from '../clock.ts';
import { TokenRequestError } from '../errors.ts';
import type { AccessToken, FetchToken } from '../token.ts';
import type { AdapterSupport } from './adapter-support.ts';
import { type CachedToken, cacheToken } from './cached-token.ts';
import { createCoolDown } from './cool-down.ts';
import type { Events, RefreshReason } from './events.ts';
import type { IssuedToken } from './issued-token.ts';
import { createRejections, type Rejections } from './rejections.ts';
import { type SharedRefresh, startSharedRefresh } from './shared-refresh.ts';

const maxRetryAfterMs = 3_600_000;
const minRateLimitedMs = 30_000;

export interface TokenCacheSettings {
  readonly clock: Clock;
  readonly refreshAheadMs: number;
  readonly defaultLifetimeMs: number;
  readonly timeoutMs: number;
}

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
  const afterFailure = createCoolDown(clock, 1_000, 60_000);
  let cached: CachedToken | undefined;
  /** The last token, also when it has been discarded: the source may give it again. */
  let previous: CachedToken | undefined;
  /** Why there is no token, while there is none. */
  let missing: RefreshReason = 'first';
  /** Told to the source until it comes up with another value. */
  let rejectedValue: string | undefined;
  let failure = closedError();
  let isSignedOut = false;
  let isClosed = false;
  let refresh: SharedRefresh | undefined;
  /** Counts what makes an older result worthless: each newer token, and each reset. */
  let changes = 0;

  const store = (issued: IssuedToken) => {
    cached = previous = cacheToken(issued, previous, settings);
    changes++;
    rejectedValue = undefined;
    isSignedOut = false;
    afterFailure.reset();
    return cached;
  };

  const startRefresh = (reason: RefreshReason): SharedRefresh => {
    const startedAt = clock.monotonicNow();
    let changesBefore: number;
    const finish = () => {
      refresh = undefined;
      changesBefore = changes;
      return { reason, durationMs: clock.monotonicNow() - startedAt, requests: started.requests() };
    };
    const started = startSharedRefresh(fetchToken, {
      ...settings,
      rejected: () => rejectedValue,
      succeeded(issued) {
        const { token, promise } = store(issued);
        emit({ type: 'refresh-succeeded', ...finish(), expiresAt: token.expiresAt });
        return promise;
      },
      failed(error, isOverdue) {
        const { message, code, permanent, cause } = error;
        isSignedOut = code === 'signed_out';
        const retryAt = isSignedOut
          ? undefined
          : isOverdue
            ? clock.now()
            : afterFailure.start(pauseMs(error, clock.now()));
        failure = new TokenRequestError(message, { ...error, cause, retryAt });
        emit({ type: 'refresh-failed', ...finish(), error: failure, code, permanent, retryAt });
        return failure;
      },
      cameLate(issued) {
        if (changes !== changesBefore) return;
        store(issued);
        changesBefore = changes;
      },
    });
    refresh = started;
    emit({ type: 'refresh-started', reason });
    return started;
  };

  const runningRefresh = () => {
    refresh?.endIfOverdue();
    return refresh;
  };
  const isPaused = () => isSignedOut || afterFailure.isRunning();
  const peek = () => (cached && !hasPassed(clock, cached.expires) ? cached.token : undefined);

  const cachedToken = () => {
    if (!cached || !hasPassed(clock, cached.refreshFrom)) return cached;
    if (hasPassed(clock, cached.expires)) return undefined;
    if (!runningRefresh() && !isPaused()) startRefresh('ahead');
    return cached;
  };

  const waitForToken = async (reason: RefreshReason, signal: AbortSignal | undefined): Promise<AccessToken> => {
    if (isClosed) throw closedError();
    const running = runningRefresh();
    if (!running && isPaused()) throw failure;
    const joined = running ?? startRefresh(reason);
    try {
      return await joined.join(signal);
    } catch (error) {
      // An edge runtime that has cut off a refresh throws an error of its own at whoever waits for it.
      if (joined.isOver() || signal?.aborted) throw error;
      joined.end(new TokenRequestError('The runtime has cut off the token request.', { code: 'network_error' }));
      refresh = undefined;
      return getToken({ signal });
    }
  };

  const getToken: TokenCache['getToken'] = ({ signal } = {}) => {
    if (signal?.aborted) return Promise.reject(abortReason(signal));
    return cachedToken()?.promise ?? waitForToken(cached ? 'expired' : missing, signal);
  };

  const rejections = createRejections(clock, events, {
    isCurrent: (value) => cached?.token.value === value,
    isRefreshing: () => runningRefresh() !== undefined,
    canGetToken: () => peek() !== undefined || runningRefresh() !== undefined || !isPaused(),
    isGuest: () => isSignedOut,
    discard(reason) {
      rejectedValue = cached?.token.value;
      cached = undefined;
      missing = reason;
    },
    replace() {
      rejectedValue = cached?.token.value;
      if (!refresh && !isPaused()) startRefresh('rejected');
    },
    askAgain() {
      isSignedOut = false;
    },
  });

  const forget = (error: TokenRequestError) => {
    changes++;
    cached = previous = rejectedValue = undefined;
    missing = 'first';
    isSignedOut = false;
    afterFailure.reset();
    rejections.reset();
    const running = refresh;
    refresh = undefined;
    running?.end(error);
  };

  return {
    ...rejections,
    cachedToken: () => cachedToken()?.token,
    getToken,
    newToken: (rejected, signal) =>
      cached?.token.value === rejected && rejected !== undefined && runningRefresh()
        ? waitForToken('rejected', signal)
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

/** How long the server asks to wait. Without a word from it, too many requests are no matter of a second. */
function pauseMs({ code, status, retryAt }: TokenRequestError, now: number): number {
  if (retryAt !== undefined && Number.isFinite(retryAt)) return Math.min(retryAt - now, maxRetryAfterMs);
  return code === 'rate_limited' || status === 429 ? minRateLimitedMs : 0;
}

function closedError(): TokenRequestError {
  return new TokenRequestError('The token refresher has been closed.', { code: 'closed', permanent: true });
}
