import { checkOptionNames, invalidOption } from '../options.ts';
import { type AllowedOrigins, destination, parseOrigins } from '../protocol/allowed-origins.ts';
import { readApiResponse } from '../protocol/api-response.ts';
import { authorizationHeaders } from '../protocol/authorization.ts';
import { requestDocument } from '../protocol/request-document.ts';
import type { IsUnauthorized } from '../protocol/unauthorized.ts';
import { type AdapterSupport, adapterSupport, supportOf } from '../refresher/adapter-support.ts';
import type { TokenRefresher } from '../refresher/token-refresher.ts';
import { type AttemptOptions, checkIsUnauthorized, startAttempt } from './attempt.ts';

const caller = 'createAuthorizedFetch';

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
  const support = supportOf(tokens, caller);
  const allowed = checkOptions(options, support);
  const { isUnauthorized } = options;

  const authorizedFetch: typeof fetch = async (input, init) => {
    const send = options.fetch ?? globalThis.fetch;
    const request = isRequest(input) ? input : undefined;
    const url = request ? request.url : (input as string | URL);
    const { origin, isAllowed } = destination(url, allowed);
    if (!isAllowed) {
      support.withheld(origin);
      return send(input, init);
    }

    const sendWith = (token: string | undefined, extra?: RequestInit) => {
      if (token === undefined) return send(request ? request.clone() : input, { ...init, ...extra });
      const headers = new Headers(init?.headers ?? request?.headers);
      for (const [name, value] of Object.entries(authorizationHeaders(token))) headers.set(name, value);
      return send(request ? request.clone() : input, { ...init, ...extra, headers });
    };

    const method = (init?.method ?? request?.method ?? 'GET').toUpperCase();
    const signal = init?.signal ?? request?.signal;
    const attempt = startAttempt(tokens, {
      isUnauthorized,
      operation: () => options.operation?.() ?? requestDocument(method, url, init?.body),
    });
    if (isStream(init?.body)) attempt.doNotResend();

    const first = await sendWith(attempt.cachedToken() ?? (await attempt.getToken({ signal })));
    const token = await attempt.retry(await readApiResponse(first), { signal });
    if (token === undefined) return first;
    const sendAgain = async () => {
      const response = await sendWith(token, method === 'GET' ? pastTheCache() : undefined);
      const apiResponse = await readApiResponse(response);
      attempt.retry(apiResponse);
      return { response, apiResponse };
    };
    if (!attempt.keepsFirst()) {
      cancel(first);
      return (await sendAgain()).response;
    }
    const second = await sendAgain().catch(() => undefined);
    const [kept, cancelled] = attempt.keepsFirst(second?.apiResponse)
      ? [first, second?.response]
      : [second?.response, first];
    cancel(cancelled);
    return kept as Response;
  };
  return Object.assign(authorizedFetch, { [adapterSupport]: support });
}

/** @returns where the token may go; `undefined` for anywhere. */
function checkOptions(options: AuthorizedFetchOptions, support: AdapterSupport): AllowedOrigins | undefined {
  checkOptionNames(caller, options, ['fetch', 'origins', 'isUnauthorized', 'operation']);
  checkIsUnauthorized(caller, options.isUnauthorized);
  if (options.fetch !== undefined && (typeof options.fetch !== 'function' || adapterSupport in options.fetch)) {
    throw invalidOption(
      caller,
      'fetch',
      'must be a function that sends requests, and not one that adds a token already',
    );
  }
  if (options.operation !== undefined && typeof options.operation !== 'function') {
    throw invalidOption(caller, 'operation', 'must be a function that returns the GraphQL document');
  }
  if (support.origins) return support.origins;
  if (options.origins === 'any') return undefined;
  if (options.origins !== undefined) return parseOrigins(caller, options.origins);
  throw invalidOption(
    caller,
    'origins',
    "is missing: name the API's origin, here or in createTokenRefresher; the token goes nowhere else",
  );
}

function cancel(response: Response | undefined): void {
  response?.body?.cancel?.().catch(() => {});
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
