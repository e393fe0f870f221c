/** How the client proves itself, by the names of RFC 7591 section 2 and RFC 8705 section 2.1. */
export type ClientAuthenticationMethod =
  | 'client_secret_post'
  | 'client_secret_basic'
  | 'private_key_jwt'
  | 'tls_client_auth'
  | 'none';

/** What may be said about a token request when it fails. Holds secrets in `redact` alone. */
export interface RequestContext {
  /** The function of this package that made the request. */
  readonly caller: string;
  /** The grant, in words: "client credentials". */
  readonly grant: string;
  /** The token endpoint's host and port. Its path and query are not for messages. */
  readonly host: string;
  readonly authentication: ClientAuthenticationMethod;
  readonly formEncodesBasic: boolean;
  /** The scope that was asked for. */
  readonly scope: string | undefined;
  readonly allowNarrowerScope: boolean;
  /** Takes secrets and whatever looks like a token out of somebody else's text. */
  readonly redact: (text: string) => string;
}
