import { type Clock, systemClock } from '../clock.ts';
import { parseOrigins } from '../protocol/allowed-origins.ts';
import { type IsUnauthorized, isUnauthorized } from '../protocol/unauthorized.ts';
import type { AccessToken, FetchToken } from '../token.ts';
import { type AdapterSupport, adapterSupport } from './adapter-support.ts';
import type { TokenEventListener } from './events.ts';
import { createTokenCache } from './token-cache.ts';

const fiveMinutesMs = 300_000;
const oneHourMs = 3_600_000;
const maxTimerMs = 2 ** 31 - 1;

/** Options of {@link createTokenRefresher}. */
export interface TokenRefresherOptions {
  /**
   * The origins that the token may be sent to, such as `['https://streaming.bitquery.io']`; `https:` stands for `wss:` too.
   * Requests to any other go out without it. Default: each adapter trusts the URL that its client was configured with.
   */
  readonly origins?: readonly string[];
  /** What counts as "Unauthorized". Default: {@link isUnauthorized}. */
  readonly isUnauthorized?: IsUnauthorized;
  /**
   * How long before its expiry a token is replaced in the background, in milliseconds; at most a tenth of the token's
   * life, and up to a quarter less by chance. A source that still has the same token is asked again when an eighth of what
   * is left has passed. Default: 300 000 (5 minutes).
   */
  readonly refreshAheadMs?: number;
  /** Assumed life of a token that comes without an expiry, in milliseconds. Default: 3 600 000 (1 hour). */
  readonly defaultLifetimeMs?: number;
  /** Time limit of one refresh, repeated requests included, in milliseconds. Default: 10 000. */
  readonly timeoutMs?: number;
  /**
   * Default: the system's clocks and timers. A source's `expiresAt` must be of the same time: sources that make real
   * requests, such as `clientCredentials`, count from `Date.now()`.
   */
  readonly clock?: Clock;
}

/** Caches one access token, shares one refresh, replaces the token ahead of time and drops a rejected one. */
export interface TokenRefresher {
  /**
   * The present token, or a new one when there is none that can be used. Concurrent callers share one refresh.
   *
   * @param options.signal Frees this caller alone; the promise then rejects with the signal's reason.
   * @throws TokenRequestError when no token can be had. After a failure, calls fail at once with the same error until
   * its `retryAt`.
   */
  getToken(options?: { readonly signal?: AbortSignal | undefined }): Promise<AccessToken>;
  /** The present token if it has not expired, without waiting and without any effect. */
  peek(): AccessToken | undefined;
  /**
   * Drops the token with this value, so that the next caller gets a new one. Nothing happens when it has been replaced
   * already. For cases that only the application can know of, such as a plan that was upgraded.
   */
  invalidate(value: string): void;
  /** Calls `listener` with each event, synchronously. Returns a function that ends the subscription. */
  subscribe(listener: TokenEventListener): () => void;
  /** Aborts a running refresh and forgets the token. Whoever waits or asks from now on gets the error code `closed`. */
  close(): void;
}

/**
 * Keeps one access token ready. Make one per identity and share it between all clients that act for that identity.
 *
 * @param fetchToken How to get a token, such as `clientCredentials({ … })` of `@token-refresher/server`.
 * @throws TypeError when an option cannot be used; the message names it.
 */
export function createTokenRefresher(fetchToken: FetchToken, options: TokenRefresherOptions = {}): TokenRefresher {
  if (typeof fetchToken !== 'function') {
    throw new TypeError(
      'fetchToken must be a function that returns a promise of a token, such as clientCredentials({ … }).',
    );
  }
  const { refreshAheadMs = fiveMinutesMs, defaultLifetimeMs = oneHourMs, timeoutMs = 10_000 } = options;
  checkMs('refreshAheadMs', refreshAheadMs, 0);
  checkMs('defaultLifetimeMs', defaultLifetimeMs, 1);
  checkMs('timeoutMs', timeoutMs, 1, maxTimerMs);
  if (options.isUnauthorized !== undefined && typeof options.isUnauthorized !== 'function') {
    throw new TypeError('isUnauthorized must be a function (answer) => boolean.');
  }
  const { peek, getToken, invalidate, subscribe, close, ...attempts } = createTokenCache(fetchToken, {
    clock: options.clock ?? systemClock,
    refreshAheadMs,
    defaultLifetimeMs,
    timeoutMs,
  });
  const support: AdapterSupport = {
    ...attempts,
    origins: options.origins && parseOrigins(options.origins),
    isUnauthorized: options.isUnauthorized ?? isUnauthorized,
  };
  return Object.assign({ peek, getToken, invalidate, subscribe, close }, { [adapterSupport]: support });
}

function checkMs(option: string, value: unknown, least: number, most = Number.MAX_SAFE_INTEGER): void {
  if (typeof value === 'number' && value >= least && value <= most) return;
  throw new TypeError(`${option} must be a number of milliseconds from ${least} to ${most}; got ${String(value)}.`);
}
