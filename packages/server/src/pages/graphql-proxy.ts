import {
  assertTokenRefresher,
  type Clock,
  createAuthorizedFetch,
  mayCarryToken,
  type TokenRefresher,
  TokenRequestError,
} from '@token-refresher/core';
import { checkClock } from '../options/check-clock.ts';
import { checkOptions, type InvalidOption } from '../options/check-options.ts';
import { failInPage } from '../options/only-on-servers.ts';
import { type CallerPause, type CallerPauses, createCallerPauses } from './caller-pauses.ts';
import { type ProxiedOperation, type ReadOperations, readOperations } from './graphql-operations.ts';
import type { PageAccessOptions, PageVerdict } from './page-endpoint/page-access.ts';
import { createPageEndpoint, type PageEndpoint } from './page-endpoint/page-endpoint.ts';
import { withoutToken } from './page-endpoint/page-result.ts';

const caller = 'createGraphQLProxy';
const maxTimeoutMs = 2 ** 31 - 1;

/** Options of {@link createGraphQLProxy}. */
export interface GraphQLProxyOptions extends Omit<PageAccessOptions, 'authorize'> {
  /** Whose token goes along: what `createTokenRefresher` returned. */
  readonly tokens: TokenRefresher;
  /**
   * The GraphQL API, such as `bitquery.v2`. Must be among the refresher's `origins` if it has any; https, unless it
   * is this machine or a host of the refresher's `allowInsecureRequests`. No user name or password.
   */
  readonly url: string | URL;
  /**
   * As {@link PageAccessOptions.authorize}, and which operations may pass: `operations` is what the API will get, one
   * operation, or several in a batch.
   */
  readonly authorize: (request: Request, operations: readonly ProxiedOperation[]) => PageVerdict | Promise<PageVerdict>;
  /** How long an operation with its variables may be, in bytes. Default: 100 000. */
  readonly maxBodyBytes?: number | undefined;
  /**
   * How long the API, and the token endpoint before it, may take until the response begins, in milliseconds; of a
   * response that is not a stream, until its first 64 kB are there. Default: 30 000.
   */
  readonly timeoutMs?: number | undefined;
  /** Default: the system's clock and timers. */
  readonly clock?: ProxyClock | undefined;
}

type ProxyClock = Pick<Clock, 'now' | 'monotonicNow' | 'setTimeout' | 'clearTimeout'>;

/** A web-standard request handler. */
export type GraphQLProxy = (request: Request) => Promise<Response>;

const optionNames: readonly (keyof GraphQLProxyOptions)[] = [
  'tokens',
  'url',
  'authorize',
  'origins',
  'onEvent',
  'maxBodyBytes',
  'timeoutMs',
  'clock',
];

/**
 * Sends pages' GraphQL operations to the API with the token attached, for applications whose pages must not see any token.
 *
 * Takes `POST` with `application/json`, denies as `createTokenBroker` does, and retries once after "Unauthorized". The
 * body is parsed once, and `query`, `variables`, `operationName` and `extensions` of what was parsed go on, with `Accept`;
 * beside a `query`, `extensions.persistedQuery` does not. Of the response, the body (streams too), the status,
 * `Content-Type` and `Retry-After` come back; HTTP 401 and redirects are 502 to the page. Errors of its own have the form
 * of a GraphQL response: `{ "errors": [{ message, extensions }] }`.
 *
 * A page can send any operation that the application's token allows: `authorize` says who calls, how often, and which
 * operations pass.
 *
 * @throws TypeError at once when an option is unknown, missing or cannot be used; the message names it.
 */
export function createGraphQLProxy(options: GraphQLProxyOptions): GraphQLProxy {
  failInPage(caller);
  const invalid = checkOptions(caller, options, optionNames);
  const { tokens, maxBodyBytes = 100_000, timeoutMs = 30_000 } = options;
  assertTokenRefresher(caller, tokens);
  const url = checkUrl(invalid, tokens, options.url);
  if (!Number.isSafeInteger(maxBodyBytes) || maxBodyBytes < 1) {
    throw invalid('maxBodyBytes', 'must be a whole number of bytes, 1 or more');
  }
  if (!(typeof timeoutMs === 'number' && timeoutMs >= 1 && timeoutMs <= maxTimeoutMs)) {
    throw invalid('timeoutMs', `must be a number of milliseconds from 1 to ${maxTimeoutMs}`);
  }
  const clock = checkClock(invalid, options.clock, ['now', 'monotonicNow', 'setTimeout', 'clearTimeout']);
  const authorizedFetch = createAuthorizedFetch(tokens, { origins: [url.origin], keepsServing: true });

  const callers = createCallerPauses(clock);

  const respond: PageEndpoint<ReadOperations>['respond'] = async ({ body }, { headers, signal }, name) => {
    const limit = limitTime(timeoutMs, clock, signal);
    const request: RequestInit = {
      method: 'POST',
      headers: { accept: headers.get('accept') ?? '*/*', 'content-type': 'application/json' },
      body,
      redirect: 'manual',
      signal: limit.signal,
    };
    const counting = name === undefined ? undefined : countRefreshes(tokens, callers, name);
    try {
      const response = await authorizedFetch(url.href, request, counting?.call);
      if (response.status === 401 || (response.status >= 300 && response.status < 400)) {
        response.body?.cancel().catch(() => {});
        // To the page, 401 would say that its own session has ended.
        return { failed: 'api', error: new Error(`The API responded with HTTP ${response.status}.`) };
      }
      return { response: passOn(response) };
    } catch (error) {
      // Nobody is there any more; a convention of web servers.
      if (signal.aborted) return { response: new Response(null, { status: 499 }) };
      if (limit.signal.aborted) return { failed: 'timeout', error: limit.signal.reason };
      if (!TokenRequestError.is(error)) return { failed: 'api', error };
      counting?.giveBack();
      return withoutToken(error, clock.now());
    } finally {
      limit.responseBegins();
    }
  };

  return createPageEndpoint<ReadOperations>(
    {
      caller,
      invalid,
      clock,
      maxBodyBytes,
      errorBody: ({ code, sentence: message }) => ({ errors: [{ message, extensions: { code } }] }),
      read: readOperations,
      authorize: (request, { operations }) => options.authorize(request, operations),
      respond,
    },
    options,
  );
}

/**
 * What the fetch is told about a call. One page whose operations are denied must not use up the budget of all; those who
 * are not known share that. A refresh that has helped does not count, nor one that failed: its own pauses hold.
 */
function countRefreshes(tokens: TokenRefresher, callers: CallerPauses, name: string) {
  let counted: CallerPause | undefined;
  const giveBack = () => {
    counted?.undo();
    counted = undefined;
  };
  const mayRefresh = () => {
    const pause = callers.rejected(name);
    if (pause.leftMs > 0) return false;
    return (left: number) => {
      if (!pause.mayLeave(left)) return false;
      pause.begin();
      counted = pause;
      // Not only from what the page gets: it may have left, or get the part of the response that came.
      const stop = tokens.subscribe(({ type }) => {
        if (type === 'refresh-failed') giveBack();
        if (type === 'refresh-failed' || type === 'refresh-succeeded') stop();
      });
      return true;
    };
  };
  return { call: { mayRefresh, onRetryAccepted: giveBack }, giveBack };
}

/** A signal that ends a request when the page leaves, or when its response has not begun in time. */
function limitTime(
  timeoutMs: number,
  clock: ProxyClock,
  page: AbortSignal,
): { signal: AbortSignal; responseBegins(): void } {
  const controller = new AbortController();
  const leave = () => controller.abort(page.reason);
  if (page.aborted) leave();
  page.addEventListener('abort', leave, { once: true });
  const timer = clock.setTimeout(() => {
    controller.abort(new Error(`The response of the API did not begin within ${timeoutMs} ms (option "timeoutMs").`));
  }, timeoutMs);
  return { signal: controller.signal, responseBegins: () => clock.clearTimeout(timer) };
}

/** Cookies and the rest of the API's headers are about another site. */
function passOn({ status, headers, body }: Response): Response {
  const kept = ['content-type', 'retry-after'].flatMap((name) => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value] as [string, string]];
  });
  return new Response(body, { status, headers: kept });
}

/** @throws TypeError */
function checkUrl(invalid: InvalidOption, tokens: TokenRefresher, given: unknown): URL {
  const url = URL.canParse(`${given}`) ? new URL(`${given}`) : undefined;
  if (!url) throw invalid('url', 'must be the address of the GraphQL API');
  if (url.username || url.password) throw invalid('url', 'must not hold a user name or password');
  if (!mayCarryToken(tokens, url, url)) {
    throw invalid(
      'url',
      `leads to ${url.origin}, where no token may go. It must be https, or a host of "allowInsecureRequests", and among the "origins" of createTokenRefresher`,
    );
  }
  return url;
}
