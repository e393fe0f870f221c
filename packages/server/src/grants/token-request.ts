import type { FetchToken } from '@token-refresher/core';
import type {
  ClientIdOption,
  ConfidentialClientOptions,
  PublicClientOptions,
} from '../client-authentication/client-options.ts';
import { failInPage } from '../options/only-on-servers.ts';
import type { TokenEndpointOptions, TokenRequestParameters } from './endpoint-options.ts';
import { checkEndpointOptions, type GrantKind } from './endpoint-settings.ts';
import { checkParameters } from './parameters.ts';
import { requestToken } from './request-token.ts';

const caller = 'tokenRequest';
const urn = 'urn:ietf:params:oauth:grant-type:';
const needsSomebody =
  'needs somebody at a screen, whose code can be used once. Exchange it where they sign in, and give the refresh token that comes with it to refreshToken';

/** Grants whose second request would fail or end the session: what to do instead. */
const unsuitable: Readonly<Record<string, string>> = {
  refresh_token: 'is what refreshToken is for: it keeps each new refresh token, which would be lost here',
  authorization_code: needsSomebody,
  [`${urn}device_code`]: needsSomebody,
  [`${urn}pre-authorized_code`]: needsSomebody,
  'urn:openid:params:grant-type:ciba': needsSomebody,
};

type GrantParameters = TokenRequestParameters & { readonly grant_type: string };

/** Options of {@link tokenRequest}, by the way in which the client proves itself. */
export type TokenRequestOptions = Omit<TokenEndpointOptions, 'parameters'> & {
  /**
   * The grant and what it needs, such as `{ grant_type: 'account_credentials', account_id: '…' }`. A function is asked
   * before each request, for what must be new each time: a signed assertion, another service's token.
   */
  readonly parameters: GrantParameters | (() => GrantParameters | Promise<GrantParameters>);
} & ((ClientIdOption & ConfidentialClientOptions) | (Partial<ClientIdOption> & PublicClientOptions));

/**
 * Gets tokens by any grant that needs nobody at a screen: token exchange (RFC 8693), JWT bearer (RFC 7523), password, a
 * vendor's own.
 *
 * ```ts
 * const fetchToken = tokenRequest({
 *   tokenEndpoint: 'https://zoom.us/oauth/token',
 *   clientId: process.env.ZOOM_CLIENT_ID,
 *   clientSecret: process.env.ZOOM_CLIENT_SECRET,
 *   clientAuthentication: 'client_secret_basic',
 *   formEncodeBasic: false,
 *   parameters: { grant_type: 'account_credentials', account_id: 'my-account' },
 * });
 * ```
 *
 * Not for what can be used only once: refresh tokens (see `refreshToken`), and codes, which come from somebody at a screen. A
 * refresh token in the response is not used. Otherwise it does what `clientCredentials` does, errors included.
 *
 * @throws TypeError at once, naming the option, when an option is unknown, missing or unusable; what a function returns is
 * checked when it is asked, and then a permanent `TokenRequestError` says what is wrong.
 */
export function tokenRequest(options: TokenRequestOptions): FetchToken {
  failInPage(caller);
  const { parameters } = options ?? {};
  const { grant_type: grant = 'requested' }: { readonly grant_type?: string } = Object(parameters);
  const kind: GrantKind = {
    caller,
    grant,
    allowsPublicClients: true,
    allowsNoClientId: true,
  };
  const settings = checkEndpointOptions(options, kind);
  const read = (value: unknown) => {
    const all = checkParameters(settings.invalid, value);
    const grantType = all.find(([name]) => name === 'grant_type')?.[1];
    if (!grantType)
      throw settings.invalid('parameters', 'must contain "grant_type", which says how the token is asked for');
    const instead = unsuitable[grantType];
    if (instead) throw settings.invalid('parameters', `has the grant_type ${grantType}, which ${instead}`);
    return { grantType, parameters: all.filter(([name]) => name !== 'grant_type') };
  };
  if (typeof parameters !== 'function') {
    const always = read(parameters);
    return async ({ signal }) => (await requestToken(settings, { ...always, signal })).takeToken();
  }
  return async ({ signal }) => {
    const now = await settings.ask('parameters', parameters, read);
    return (await requestToken(settings, { ...now, signal })).takeToken();
  };
}
