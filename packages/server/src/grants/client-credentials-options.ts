import type { CryptoKey } from 'oauth4webapi';

/** What {@link clientCredentials} needs to know about the authorization server and about the token it asks for. */
export interface TokenEndpointOptions {
  /**
   * Where tokens are asked for (RFC 6749 section 3.2). Must be `https:`; `http:` only on this machine (`localhost`,
   * `127.0.0.0/8`, `[::1]`). No user name, password or fragment. A query is kept and never printed.
   * `undefined` is in the type so that `process.env.TOKEN_ENDPOINT` can be passed as it is; it throws.
   */
  readonly tokenEndpoint: string | URL | undefined;
  /**
   * The client ID, printable ASCII (RFC 6749 appendix A.1). White space and line breaks around it, as pasting leaves
   * them, are dropped. `undefined` is in the type so that `process.env.CLIENT_ID` can be passed as it is; it throws.
   */
  readonly clientId: string | undefined;
  /**
   * The scope to ask for: names separated by single spaces (RFC 6749 section 3.3). A token that comes without one of
   * them is refused. Default: none is asked for, and the authorization server chooses.
   */
  readonly scope?: string | undefined;
  /**
   * More form parameters for the token request, such as `audience`, or `resource` (RFC 8707). They cannot replace those
   * that other options or the grant set. Their values are left out of errors. Default: none.
   */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /**
   * Sends the token request, for a proxy or a test. It must honour `redirect: 'manual'` and `signal`, and should not
   * repeat the request. Default: the runtime's `fetch`.
   */
  readonly fetch?: typeof globalThis.fetch | undefined;
}

/** A client that proves itself with a secret (RFC 6749 section 2.3.1). */
export interface ClientSecretOptions extends TokenEndpointOptions {
  /**
   * The client secret, printable ASCII (RFC 6749 appendix A.2). White space and line breaks around it, as pasting leaves
   * them, are dropped. `undefined` is in the type so that `process.env.CLIENT_SECRET` can be passed as it is; it throws.
   */
  readonly clientSecret: string | undefined;
  /**
   * How the secret is sent. Most authorization servers accept only the one way that the client is registered for.
   *
   * - `client_secret_post`: in the form, beside the client ID; what Bitquery documents
   * - `client_secret_basic`: in an `Authorization: Basic` header, both parts form-encoded first
   *
   * Default: `client_secret_post`.
   */
  readonly clientAuthentication?: 'client_secret_post' | 'client_secret_basic' | undefined;
  readonly privateKey?: never;
  readonly issuer?: never;
}

/** A client that proves itself with a signed assertion, so that no shared secret exists (RFC 7523 section 2.2). */
export interface ClientPrivateKeyOptions extends TokenEndpointOptions {
  readonly clientAuthentication: 'private_key_jwt';
  /**
   * The private key, usable for `sign`, whose public half is registered with the authorization server; with `kid` when
   * the server tells several keys apart by it. Signs RS, PS (2048 bits or more), ES and Ed25519 as the key says.
   */
  readonly privateKey: CryptoKey | { readonly key: CryptoKey; readonly kid?: string | undefined };
  /**
   * The assertion's audience (`aud`), for authorization servers that accept nothing but their issuer identifier there
   * (FAPI 2.0, drafts that follow RFC 7523). Default: the token endpoint's URL (RFC 7523 section 3).
   */
  readonly issuer?: string | undefined;
  readonly clientSecret?: never;
}

/** Options of {@link clientCredentials}: a client with a secret, or one with a private key. */
export type ClientCredentialsOptions = ClientSecretOptions | ClientPrivateKeyOptions;
