import type { AnyClientOptions } from '../client-authentication/client-options.ts';

/** What every grant needs to know about the authorization server and about the token that is asked for. */
export interface TokenEndpointOptions {
  /**
   * Where tokens are asked for (RFC 6749 section 3.2). Must be `https:`; `http:` only on this machine (`localhost`,
   * `127.0.0.0/8`, `[::1]`) and where {@link allowInsecureRequests} says so. No user name, password or fragment. A query
   * is kept and never printed. `undefined` is in the type so that `process.env.TOKEN_ENDPOINT` can be passed as it is; it
   * throws.
   */
  readonly tokenEndpoint: string | URL | undefined;
  /**
   * Hosts to which plain http is allowed, inside a private network: `['keycloak']`, or with a port, `['keycloak:8080']`.
   * Whoever can listen there reads the credentials and the tokens. Default: none.
   */
  readonly allowInsecureRequests?: readonly string[] | undefined;
  /**
   * The scope to ask for: names separated by single spaces (RFC 6749 section 3.3). A token that comes without one of
   * them is an error, unless {@link allowNarrowerScope} is set. Those of OpenID Connect may be missing (`openid`,
   * `profile`, `email`, `address`, `phone`, `offline_access`; Core 1.0 sections 5.4 and 11), because servers use them up.
   * Upper and lower case, and `User.Read` and `https://graph.microsoft.com/User.Read`, are the same. Default: none is asked
   * for, and the authorization server chooses.
   */
  readonly scope?: string | undefined;
  /**
   * Whether a token is taken although names that were asked for are missing in its scope: for servers that grant a part,
   * or call it something else. The token's own `scope` then says what was granted, which may be none of them: the API
   * decides. Default: `false`.
   */
  readonly allowNarrowerScope?: boolean | undefined;
  /**
   * More form parameters for the token request, such as `audience`, or `resource` (RFC 8707), which may come several times:
   * `{ resource: ['https://a.example.com', 'https://b.example.com'] }`. They cannot replace those that other options or
   * the grant set. Their values are left out of errors. Default: none.
   */
  readonly parameters?: TokenRequestParameters | undefined;
  /**
   * More HTTP headers for the token request, such as a gateway's `x-api-key`; none of those that the request sets itself.
   * Their values are left out of errors. Default: none.
   */
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * Called with the fields of each token response that gave a token, without the tokens in it: for what servers send
   * besides, such as Salesforce's `instance_url`. What it throws is ignored. Default: nobody is told.
   */
  readonly onTokenResponse?: ((fields: Readonly<Record<string, unknown>>) => unknown) | undefined;
  /**
   * Sends the token request: for a proxy, a client certificate, a server that wants JSON, or a test. It must honour
   * `redirect: 'manual'` and `signal`, and should not repeat the request. Default: the runtime's `fetch`.
   */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** Form parameters by name; one with several values comes several times. */
export type TokenRequestParameters = Readonly<Record<string, string | readonly string[]>>;

/** Every option that a grant may have in common with others, for those who read them. */
export type AnyEndpointOptions = Omit<TokenEndpointOptions, 'parameters'> &
  AnyClientOptions & {
    readonly parameters?: unknown;
  };
