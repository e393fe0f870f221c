import { checkFunction, checkOptionNames, invalidOption } from '../options.ts';
import type { IsUnauthorized } from '../protocol/api-response/unauthorized.ts';
import type { TokenRefresher } from '../refresher/token-refresher.ts';
import { type AuthorizedCall, createAuthorizedSender, type PublicRequest } from './authorized-sender.ts';
import { peekResponse } from './peek-response.ts';

const caller = 'createAuthorizedFetch';
const callFunctions = ['operation', 'mayRefresh', 'onRetryAccepted', 'renewHeaders'] as const;
const callOptions = [...callFunctions, 'fetch', 'trustedUrl', 'tokenRefresh'];

/**
 * What {@link createAuthorizedFetch} makes: a `fetch` whose `init` may have `tokenRefresh: false`. Servers that send for many
 * can tell it more about a call, see {@link AuthorizedCall}.
 */
export type AuthorizedFetch = typeof fetch &
  ((
    input: Parameters<typeof fetch>[0],
    init?: RequestInit & PublicRequest,
    call?: AuthorizedCall,
  ) => Promise<Response>);

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
  /**
   * `true` for a server that sends for many, such as a proxy: when the API rejects the token, the others go on with it until
   * there is a new one, so that nobody's denied query takes it from all. Default: `false`.
   */
  readonly keepsServing?: boolean | undefined;
}

/**
 * A `fetch` that adds `Authorization: Bearer …` (RFC 6750 section 2.1), or what the refresher's `header` says, and sends a
 * request once more, with a new token, when the response says "Unauthorized". Whatever the caller put into that header is
 * replaced.
 *
 * An address is resolved once, and the request goes to what was checked. Redirects are followed with the token within the
 * API's origin only. A request whose body is a stream is not sent again. Of responses that are text, up to 64 kB are looked
 * at, of a 401 no more than comes within a second. Where bodies are Node streams (node-fetch) or hidden (React Native), the
 * whole is read. Event streams, multipart responses and files are passed on untouched.
 * The caller gets a native `Response` with its body unread.
 *
 * With `tokenRefresh: false` in its `init`, a request goes out as it is, see {@link PublicRequest}.
 *
 * The returned function rejects with `TokenRequestError` when no token could be obtained; if the API has answered, the
 * `Response` is in the error's `apiResponse`. When the caller's signal aborts, it rejects with the signal's reason.
 *
 * @throws TypeError when an option is unknown or cannot be used; the message names it.
 */
export function createAuthorizedFetch(tokens: TokenRefresher, options: AuthorizedFetchOptions = {}): AuthorizedFetch {
  checkOptionNames(caller, options, ['fetch', 'origins', 'isUnauthorized', 'keepsServing']);
  const { keepsServing } = options;
  if (keepsServing !== undefined && typeof keepsServing !== 'boolean') {
    throw invalidOption(caller, 'keepsServing', 'must be true or false');
  }
  return createAuthorizedSender(tokens, { ...options, caller, checkCall, read: peekResponse });
}

function checkCall(call: AuthorizedCall): void {
  checkOptionNames(caller, call, callOptions);
  for (const name of callFunctions) checkFunction(caller, name, call[name]);
}
