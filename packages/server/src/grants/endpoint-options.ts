import type { CryptoKey } from 'oauth4webapi';

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

/** Who asks (RFC 6749 section 2.2). */
export interface ClientIdOption {
  /**
   * The client ID, printable ASCII (RFC 6749 appendix A.1). White space and line breaks around it, as pasting leaves
   * them, are dropped. `undefined` is in the type so that `process.env.CLIENT_ID` can be passed as it is; it throws.
   */
  readonly clientId: string | undefined;
}

type ClientOptionName =
  | 'clientSecret'
  | 'formEncodeBasic'
  | 'privateKey'
  | 'issuer'
  | 'clockSkewMs'
  | 'clientAssertion';

/** The options of one way to authenticate, and none of another. */
type Only<Options> = Options & { readonly [Name in Exclude<ClientOptionName, keyof Options>]?: never };

/** A client that proves itself with a secret (RFC 6749 section 2.3.1). */
export type ClientSecretOptions = Only<{
  /**
   * The client secret, printable ASCII (RFC 6749 appendix A.2). White space and line breaks around it, as pasting leaves
   * them, are dropped. A function is asked before each request, for secrets that are rotated. `undefined` is in the type
   * so that `process.env.CLIENT_SECRET` can be passed as it is; it throws.
   */
  readonly clientSecret: string | (() => string | Promise<string>) | undefined;
  /**
   * How the secret is sent. Most authorization servers accept only the one way that the client is registered for.
   *
   * - `client_secret_post`: in the form, beside the client ID; what Bitquery documents
   * - `client_secret_basic`: in an `Authorization: Basic` header, both parts form-encoded first
   *
   * Default: `client_secret_post`.
   */
  readonly clientAuthentication?: 'client_secret_post' | 'client_secret_basic' | undefined;
  /**
   * Whether `client_secret_basic` form-encodes both parts, as RFC 6749 says. `false` is for servers that do not decode
   * them: a `-` or `_` in the ID is enough to be denied there. Default: `true`.
   */
  readonly formEncodeBasic?: boolean | undefined;
}>;

/** A client that proves itself with a signed assertion, so that no shared secret exists (RFC 7523 section 2.2). */
export type ClientPrivateKeyOptions = Only<{
  readonly clientAuthentication: 'private_key_jwt';
  /**
   * The private key, usable for `sign`, whose public half is registered with the authorization server. Signs RS, PS (2048
   * bits or more), ES and Ed25519 as the key says.
   *
   * - `kid`: for servers that tell several keys apart by it
   * - `header`: more header fields of the assertion, such as `x5t#S256`; `alg: 'EdDSA'` is for servers that do not know
   *   the name `Ed25519` yet (RFC 9864)
   */
  readonly privateKey:
    | CryptoKey
    | {
        readonly key: CryptoKey;
        readonly kid?: string | undefined;
        readonly header?: Readonly<Record<string, unknown>> | undefined;
      };
  /**
   * The assertion's audience (`aud`), for authorization servers that accept nothing but their issuer identifier there
   * (FAPI 2.0, drafts that follow RFC 7523). Default: the token endpoint's URL (RFC 7523 section 3).
   */
  readonly issuer?: string | undefined;
  /**
   * Added to this machine's clock for `iat`, `nbf` and `exp` of the assertion, in milliseconds: negative for servers that
   * reject assertions "from the future". Default: 0.
   */
  readonly clockSkewMs?: number | undefined;
}>;

/**
 * A client that proves itself with an assertion that somebody else has signed (RFC 7523 section 2.2): a Kubernetes service
 * account token, a GitHub Actions token, Entra workload identity.
 */
export type ClientAssertionOptions = Only<{
  readonly clientAuthentication?: 'private_key_jwt' | undefined;
  /** Asked before each request, because such assertions live for minutes: `() => readFile(path, 'utf8')`. */
  readonly clientAssertion: () => string | Promise<string>;
}>;

/**
 * A client that proves itself by its TLS certificate (RFC 8705, `tls_client_auth` and `self_signed_tls_client_auth`): the
 * option `fetch` has to present it.
 */
export type ClientCertificateOptions = Only<{
  readonly clientAuthentication: 'tls_client_auth';
}>;

/** A public client, which has nothing to prove itself with (RFC 6749 section 2.1). */
export type PublicClientOptions = Only<{
  readonly clientAuthentication: 'none';
}>;

/** How a confidential client proves itself. */
export type ConfidentialClientOptions =
  | ClientSecretOptions
  | ClientPrivateKeyOptions
  | ClientAssertionOptions
  | ClientCertificateOptions;

/** Every option that a grant may have in common with others, for those who read them. */
export type AnyEndpointOptions = Omit<TokenEndpointOptions, 'parameters'> &
  Partial<ClientIdOption> & {
    readonly [Name in 'parameters' | 'clientAuthentication' | ClientOptionName]?: unknown;
  };
