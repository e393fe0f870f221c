import type { CryptoKey } from 'oauth4webapi';

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

/** Every option about the client, for those who read them. */
export type AnyClientOptions = Partial<ClientIdOption> & {
  readonly [Name in 'clientAuthentication' | ClientOptionName]?: unknown;
};
