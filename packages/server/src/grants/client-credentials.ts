import { type FetchToken, outOfCaches, readBoundedText } from '@token-refresher/core';
import { allowInsecureRequests, clientCredentialsGrantRequest, customFetch } from 'oauth4webapi';
import { failInPage } from '../options/only-on-servers.ts';
import { readEndpointResponse } from '../token-endpoint/endpoint-response.ts';
import { networkFailure } from '../token-endpoint/network-failure.ts';
import type { ClientCredentialsOptions } from './client-credentials-options.ts';
import { checkClientCredentialsOptions } from './client-credentials-settings.ts';

/** A token response has some hundred bytes, with a large JWT some thousand. */
const maxResponseBytes = 65_536;

/**
 * Gets tokens by the client credentials grant (RFC 6749 section 4.4): for programs that act for themselves.
 *
 * ```ts
 * const fetchToken = clientCredentials({
 *   ...bitquery.oauth,
 *   clientId: process.env.BITQUERY_CLIENT_ID,
 *   clientSecret: process.env.BITQUERY_CLIENT_SECRET,
 * });
 * const tokens = createTokenRefresher(fetchToken);
 * ```
 *
 * Each call makes exactly one token request and gives a new token; caching, sharing and repeating are the token
 * refresher's. `expiresAt` counts from the moment the request was sent and is absent when the server names no lifetime.
 * Redirects are not followed, so the secret goes to `tokenEndpoint` and nowhere else. Neither the secret nor a token
 * shows in an error or in the returned function.
 *
 * The returned function throws
 *
 * - a `TokenRequestError` with the server's own code (RFC 6749 section 5.2), such as `invalid_client`, or with
 *   `network_error`, `timeout`, `rate_limited`, `server_error`, `unexpected_response`, `invalid_token_response` or
 *   `scope_not_granted`; `permanent` when asking again cannot help, and `retryAt` when the server sent `Retry-After`
 * - the signal's `reason` when the request was aborted
 *
 * @throws TypeError at once, naming the option, when an option is missing or unusable.
 */
export function clientCredentials(options: ClientCredentialsOptions): FetchToken {
  failInPage('clientCredentials');
  const { server, client, authenticate, form, fetch, context } = checkClientCredentialsOptions(options);
  // Plain http is checked above: it is let through on this machine only.
  const transport = {
    [allowInsecureRequests]: true,
    [customFetch]: (url: string, init: RequestInit) => (fetch ?? globalThis.fetch)(url, { ...init, ...outOfCaches() }),
  };

  return async function fetchToken({ signal }) {
    signal.throwIfAborted();
    const sentAt = Date.now();
    let response: Response;
    let body: string | undefined;
    try {
      response = await clientCredentialsGrantRequest(server, client, authenticate, form, { ...transport, signal });
      body = await readBoundedText(response, maxResponseBytes);
    } catch (error) {
      signal.throwIfAborted();
      throw networkFailure(error, context);
    }
    return readEndpointResponse({ response, body, sentAt }, context);
  };
}
