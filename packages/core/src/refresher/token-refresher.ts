import { type Clock, systemClock } from '../clock.ts';
import { checkOptionNames, invalidOption, refresherOptions } from '../options.ts';
import type { IsUnauthorized } from '../protocol/api-response/unauthorized.ts';
import { parseInsecureHosts, parseOrigins } from '../protocol/token-usage/allowed-origins.ts';
import { parseHeader, type TokenHeader } from '../protocol/token-usage/token-header.ts';
import type { AccessToken, FetchToken } from '../token.ts';
import { type AdapterSupport, adapterSupport } from './adapter-support.ts';
import { inspectCustom } from './cached-token/hidden-token.ts';
import { createEvents, type TokenEventListener } from './events/events.ts';
import { createWithheldWarning } from './events/warn-withheld.ts';
import { createTokenCache } from './token-cache.ts';

const fiveMinutesMs = 300_000;
const oneHourMs = 3_600_000;
const maxTimerMs = 2 ** 31 - 1;

/** Options of {@link createTokenRefresher}. */
export interface TokenRefresherOptions {
  /**
   * The origins that the token may be sent to, such as `['https://streaming.bitquery.io']`, each named, without wildcards;
   * `https:` stands for `wss:` too, and another port is another origin. Requests to any other go out without it. Default:
   * each adapter trusts the URL that its client was configured with.
   */
  readonly origins?: readonly string[] | undefined;
  /**
   * Hosts to which the token may go over plain http, in a private network or to an emulator: `['api:8080']`; without a port,
   * for every port. Whoever can read that network can read the token. Default: none but this machine.
   */
  readonly allowInsecureRequests?: readonly string[] | undefined;
  /**
   * The headers that carry the token, such as `` (token) => ({ Authorization: `JWT ${token}` }) `` or
   * `(token) => ({ 'X-Shopify-Access-Token': token })`; no header at all for a session in a cookie: `() => ({})`. Called for
   * each request. Headers of other names than `Authorization` follow no redirect to another origin either: in browsers,
   * where `fetch` follows redirects by itself, redirects are then errors. Default: `Authorization: Bearer …` (RFC 6750
   * section 2.1).
   */
  readonly header?: TokenHeader | undefined;
  /** What counts as "Unauthorized". Default: {@link isUnauthorized}. */
  readonly isUnauthorized?: IsUnauthorized | undefined;
  /**
   * How long before its expiry a token is replaced in the background, in milliseconds; at most a tenth of the token's
   * life, minus up to 25 % random jitter. A source that still has the same token is asked again when half of what is left
   * has passed. Default: 300 000 (5 minutes).
   */
  readonly refreshAheadMs?: number | undefined;
  /** Assumed life of a token that comes without an expiry, in milliseconds. Default: 3 600 000 (1 hour). */
  readonly defaultLifetimeMs?: number | undefined;
  /**
   * Time limit of one refresh, repeated requests included, in milliseconds. A first request that hangs for a third of it is
   * given up and repeated, unless the source says that its requests must not be repeated. Default: 10 000.
   */
  readonly timeoutMs?: number | undefined;
  /**
   * Default: the system's clocks and timers. A source's `expiresAt` must be of the same time: sources that make real
   * requests, such as `clientCredentials`, count from `Date.now()`.
   */
  readonly clock?: Clock | undefined;
}

/** Caches one access token, shares one refresh, replaces the token ahead of time and discards a rejected one. */
export interface TokenRefresher {
  /**
   * The current token, or a new one when there is none that can be used. Concurrent callers share one refresh.
   *
   * @param options.signal Frees this caller alone; the promise then rejects with the signal's reason. The refresh goes on.
   * @throws TokenRequestError when no token could be obtained. After a failure, calls fail at once with the same error
   * until its `retryAt`. TypeError when something else than `{ signal }` is passed. Both as a rejection.
   */
  getToken(options?: { readonly signal?: AbortSignal | undefined }): Promise<AccessToken>;
  /** The current token if it has not expired, without waiting and without any effect. */
  peek(): AccessToken | undefined;
  /**
   * Discards the token with this value, so that the next caller gets a new one. Nothing happens when it has been replaced
   * already. For cases that only the application can know of, such as a plan that was upgraded. It counts towards the
   * budget for refreshes that may be useless; when that is used up, nothing is discarded and subscribers get a
   * `refresh-damped` event.
   *
   * @throws TypeError when it is no string, such as the token instead of its `value`.
   */
  invalidate(value: string): void;
  /**
   * Calls `listener` with each event, synchronously. Returns a function that ends the subscription.
   *
   * @throws TypeError when it is no function.
   */
  subscribe(listener: TokenEventListener): () => void;
  /**
   * Starts anew for another identity, or for the same one after signing in again: forgets the token, all pauses and
   * budgets. A refresh under way is ended, and whoever waits for it gets the error code `reset`.
   */
  reset(): void;
  /** Ends a running refresh and forgets the token. Whoever waits or asks from now on gets the error code `closed`. */
  close(): void;
}

const caller = 'createTokenRefresher';
const optionNames: readonly (keyof TokenRefresherOptions)[] = refresherOptions;

/**
 * Keeps one access token ready. Make one per identity and share it between all clients that act for that identity.
 *
 * @param fetchToken How to get a token, such as `clientCredentials({ … })` of `@token-refresher/server`.
 * @throws TypeError when an option is unknown or cannot be used; the message names it.
 */
export function createTokenRefresher(fetchToken: FetchToken, options: TokenRefresherOptions = {}): TokenRefresher {
  if (typeof fetchToken !== 'function') {
    throw new TypeError(
      `${caller}: fetchToken must be a function that returns a promise of a token, such as clientCredentials({ … }).`,
    );
  }
  checkOptionNames(caller, options, optionNames);
  const { refreshAheadMs = fiveMinutesMs, defaultLifetimeMs = oneHourMs, timeoutMs = 10_000 } = options;
  checkMs('refreshAheadMs', refreshAheadMs, 0);
  checkMs('defaultLifetimeMs', defaultLifetimeMs, 1);
  checkMs('timeoutMs', timeoutMs, 1, maxTimerMs);
  if (options.isUnauthorized !== undefined && typeof options.isUnauthorized !== 'function') {
    throw invalidOption(caller, 'isUnauthorized', 'must be a function (response) => boolean');
  }
  const insecureHosts = parseInsecureHosts(caller, options.allowInsecureRequests);
  const warn = createWithheldWarning(insecureHosts);
  const clock = options.clock ?? systemClock;
  const events = createEvents(clock);
  const settings = { clock, refreshAheadMs, defaultLifetimeMs, timeoutMs };
  const { peek, getToken, invalidate, reset, close, ...attempts } = createTokenCache(fetchToken, settings, events);
  const support: AdapterSupport = {
    ...attempts,
    clock,
    withheld(origin, isListed) {
      events.emit({ type: 'token-withheld', origin });
      warn(origin, isListed);
    },
    origins: options.origins === undefined ? undefined : parseOrigins(caller, options.origins, insecureHosts),
    insecureHosts,
    isUnauthorized: options.isUnauthorized,
    header: parseHeader(caller, options.header),
  };
  const { subscribe } = events;
  const methods = { peek, getToken, invalidate, subscribe, reset, close };
  return Object.assign(
    { ...methods },
    { [adapterSupport]: support, [Symbol.toPrimitive]: refuseText, [inspectCustom]: () => methods },
  );
}

function refuseText(): never {
  throw new TypeError('A token refresher is no token: use (await tokens.getToken()).value.');
}

function checkMs(option: string, value: unknown, min: number, max = Number.MAX_SAFE_INTEGER): void {
  if (typeof value === 'number' && value >= min && value <= max) return;
  const got = typeof value === 'number' || value === null ? value : typeof value;
  throw invalidOption(caller, option, `must be a number of milliseconds from ${min} to ${max}; got ${got}`);
}
