import { type FetchToken, tokenIdentity } from '@token-refresher/core';
import type { ClientIdOption, ConfidentialClientOptions } from '../client-authentication/client-options.ts';
import { failInPage } from '../options/only-on-servers.ts';
import type { TokenEndpointOptions } from './endpoint-options.ts';
import { checkEndpointOptions, type GrantKind } from './endpoint-settings.ts';
import { checkParameters } from './parameters.ts';
import { requestToken } from './request-token.ts';

const grantType = 'client_credentials';
const kind: GrantKind = {
  caller: 'clientCredentials',
  grant: 'client credentials',
  ownParameters: { grant_type: 'it is always client_credentials' },
  allowsPublicClients: false,
};

/** Options of {@link clientCredentials}, by the way in which the client proves itself. */
export type ClientCredentialsOptions = TokenEndpointOptions & ClientIdOption & ConfidentialClientOptions;

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
 *   `scope_not_granted`, or with `fetch_token_failed` when a function among the options threw; `permanent` when asking
 *   again cannot help, and `retryAt` when the server said when
 * - the signal's `reason` when the request was aborted
 *
 * @throws TypeError at once, naming the option, when an option is unknown, missing or unusable.
 */
export function clientCredentials(options: ClientCredentialsOptions): FetchToken {
  failInPage(kind.caller);
  const settings = checkEndpointOptions(options, kind);
  const parameters = checkParameters(settings.invalid, options.parameters, kind.ownParameters);
  const fetchToken: FetchToken = async ({ signal }) =>
    (await requestToken(settings, { grantType, parameters, signal })).takeToken();
  const { endpoint, clientId, scope, headers } = settings;
  const identity = [grantType, endpoint.href, clientId, scope, [...parameters].sort(), Object.entries(headers).sort()];
  return Object.assign(fetchToken, { [tokenIdentity]: () => JSON.stringify(identity) });
}
