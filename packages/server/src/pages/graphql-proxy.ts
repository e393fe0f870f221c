import { createAuthorizedFetch, mayCarryToken, type TokenRefresher, TokenRequestError } from '@token-refresher/core';
import { checkOptionsObject } from '../options/check-options-object.ts';
import { checkTokens } from '../options/check-tokens.ts';
import type { InvalidOption } from '../options/invalid-option.ts';
import { createPageEndpoint, type PageAccessOptions } from './page-endpoint.ts';
import type { PageResult } from './page-result.ts';

/** Options of {@link createGraphQLProxy}. */
export interface GraphQLProxyOptions extends PageAccessOptions {
  /** Whose token goes along: what `createTokenRefresher` returned. */
  readonly tokens: TokenRefresher;
  /** The GraphQL API, such as `bitquery.v2`. Must be among the refresher's `origins` if it has any; https, or this machine. */
  readonly url: string | URL;
  /** How long an operation with its variables may be, in bytes. Default: 100 000. */
  readonly maxBodyBytes?: number | undefined;
}

/** A web-standard request handler. */
export type GraphQLProxy = (request: Request) => Promise<Response>;

/**
 * Sends pages' GraphQL operations to the API with the token attached, for applications whose pages must not see any token.
 *
 * Takes `POST` with `application/json`, denies as `createTokenBroker` does, and retries once after "Unauthorized". Of the
 * request, the body, `Accept` and `Content-Type` go on; of the response, the body (streams too), the status, `Content-Type`
 * and `Retry-After` come back. Errors of its own have the form of a GraphQL response: `{ "errors": [{ message, extensions }] }`.
 *
 * A page can send any operation that the application's token allows: check in `authorize` who calls how often, and read
 * the operation from a clone of the request if only some are to pass.
 *
 * @throws TypeError at once when an option is missing or cannot be used; the message names it.
 */
export function createGraphQLProxy(options: GraphQLProxyOptions): GraphQLProxy {
  const caller = 'createGraphQLProxy';
  const invalid = checkOptionsObject<GraphQLProxyOptions>(caller, options, {
    tokens: 'required',
    url: 'required',
    authorize: 'required',
    origins: 'optional',
    onEvent: 'optional',
    maxBodyBytes: 'optional',
  });
  const { tokens, maxBodyBytes = 100_000 } = options;
  checkTokens(invalid, tokens);
  const url = checkUrl(invalid, tokens, options.url);
  if (!Number.isSafeInteger(maxBodyBytes) || maxBodyBytes < 1) {
    throw invalid('maxBodyBytes', 'must be a whole number of bytes, 1 or more');
  }
  const authorizedFetch = createAuthorizedFetch(tokens, { origins: [url.origin] });

  const respond = async (body: string, { headers, signal }: Request): Promise<PageResult> => {
    try {
      const response = await authorizedFetch(url.href, {
        method: 'POST',
        headers: { accept: headers.get('accept') ?? '*/*', 'content-type': 'application/json' },
        body,
        redirect: 'manual',
        signal,
      });
      if (response.status === 401 || (response.status >= 300 && response.status < 400)) {
        response.body?.cancel().catch(() => {});
        // To the page, 401 would say that its own session has ended.
        return { failed: 'api', error: new Error(`The API answered with HTTP ${response.status}.`) };
      }
      return { response: passOn(response) };
    } catch (error) {
      // Nobody is there any more; a convention of web servers.
      if (signal.aborted) return { response: new Response(null, { status: 499 }) };
      if (!TokenRequestError.is(error)) return { failed: 'api', error };
      const { retryAt } = error;
      return { failed: 'token', error, ...(retryAt !== undefined && { retryAfterMs: retryAt - Date.now() }) };
    }
  };

  const errorBody = (code: string, message: string) => ({ errors: [{ message, extensions: { code } }] });
  const clock = { now: () => Date.now() };
  return createPageEndpoint({ caller, invalid, clock, maxBodyBytes, errorBody, respond }, options);
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
      `leads to ${url.origin}, where no token may go. It must be https, and among the "origins" of createTokenRefresher`,
    );
  }
  return url;
}
