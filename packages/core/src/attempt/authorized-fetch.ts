import { destination, parseOrigins } from '../protocol/allowed-origins.ts';
import { readApiResponse } from '../protocol/api-response.ts';
import { requestDocument } from '../protocol/request-document.ts';
import type { IsUnauthorized } from '../protocol/unauthorized.ts';
import { adapterSupport, supportOf } from '../refresher/adapter-support.ts';
import type { TokenRefresher } from '../refresher/token-refresher.ts';
import { type AttemptOptions, startAttempt } from './attempt.ts';

/** Options of {@link createAuthorizedFetch}. */
export interface AuthorizedFetchOptions {
  /** What sends the requests. Default: the global `fetch` at the time of the call. */
  readonly fetch?: typeof fetch | undefined;
  /**
   * Where the token may go, if the token refresher has no `origins` of its own, which are needed in one of the two
   * places. `'any'` is for a client that calls only the URL that it was configured with.
   */
  readonly origins?: readonly string[] | 'any' | undefined;
  /** Default: what the token refresher was given. */
  readonly isUnauthorized?: IsUnauthorized | undefined;
  /** As {@link AttemptOptions.operation}, for requests that do not have the document in them. Default: what the request says. */
  readonly operation?: AttemptOptions['operation'];
}

/**
 * A `fetch` that adds `Authorization: Bearer …` (RFC 6750 section 2.1) and sends a request once more, with a new token,
 * when the answer says "Unauthorized". Whatever the caller put into `Authorization` is replaced.
 *
 * A request whose body is a stream is not sent again. Answers are looked at up to 16 kB; event streams and multipart
 * answers are passed on untouched.
 *
 * The returned function rejects with `TokenRequestError` when no token can be had; if the API has answered, the
 * `Response` is in the error's `apiResponse`.
 *
 * @throws TypeError when an option cannot be used; the message names it.
 */
export function createAuthorizedFetch(tokens: TokenRefresher, options: AuthorizedFetchOptions = {}): typeof fetch {
  const support = supportOf(tokens);
  const { isUnauthorized } = options;
  startAttempt(tokens, { isUnauthorized });
  if (options.fetch !== undefined && (typeof options.fetch !== 'function' || adapterSupport in options.fetch)) {
    throw new TypeError('fetch must be a function that sends requests, and not one that adds a token already.');
  }
  if (support.origins === undefined && options.origins === undefined) {
    throw new TypeError(
      "Name the API's origin in `origins`, here or in createTokenRefresher: the token goes nowhere else.",
    );
  }
  const allowed = support.origins ?? (options.origins === 'any' ? undefined : parseOrigins(options.origins ?? []));

  const authorizedFetch: typeof fetch = async (input, init) => {
    const send = options.fetch ?? globalThis.fetch;
    const request = isRequest(input) ? input : undefined;
    const url = request ? request.url : (input as string | URL);
    const { origin, isAllowed } = destination(url, allowed);
    if (!isAllowed) {
      support.withheld(origin);
      return send(input, init);
    }

    const sendWith = (token: string, extra?: RequestInit) => {
      const headers = new Headers(init?.headers ?? request?.headers);
      headers.set('authorization', `Bearer ${token}`);
      return send(request ? request.clone() : input, { ...init, ...extra, headers });
    };

    const method = (init?.method ?? request?.method ?? 'GET').toUpperCase();
    const signal = init?.signal ?? request?.signal;
    const attempt = startAttempt(tokens, {
      isUnauthorized,
      operation: () => options.operation?.() ?? requestDocument(method, url, init?.body),
    });
    if (isStream(init?.body)) attempt.delivered();

    const response = await sendWith(attempt.cachedToken() ?? (await attempt.getToken({ signal })));
    const token = await attempt.retry(await readApiResponse(response), { signal });
    if (token === undefined) return response;
    response.body?.cancel?.().catch(() => {});
    const second = await sendWith(token, method === 'GET' ? pastTheCache() : undefined);
    attempt.retry(await readApiResponse(second));
    return second;
  };
  return Object.assign(authorizedFetch, { [adapterSupport]: support });
}

function isRequest(input: unknown): input is Request {
  return typeof input === 'object' && input !== null && 'clone' in input && 'url' in input;
}

/** Streams can be read only once; every other kind of body can be sent twice. */
function isStream(body: unknown): boolean {
  return typeof body === 'object' && body !== null && ('getReader' in body || Symbol.asyncIterator in body);
}

/** The answer "Unauthorized" to a GET may be in the HTTP cache. Some edge runtimes have none and refuse the option. */
function pastTheCache(): RequestInit | undefined {
  return 'cache' in Request.prototype ? { cache: 'reload' } : undefined;
}
