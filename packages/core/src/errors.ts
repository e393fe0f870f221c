/**
 * Why no token could be obtained. An authorization server's own error codes (RFC 6749 section 5.2) are passed on as they are;
 * the others are this library's:
 *
 * | code | meaning |
 * |---|---|
 * | `network_error` | no response: DNS, connection, TLS |
 * | `timeout` | no token within the refresher's `timeoutMs`, or within the source's own limit |
 * | `rate_limited` | HTTP 429 without an OAuth error body |
 * | `server_error` | HTTP 5xx without an OAuth error body (also RFC 6749's own code) |
 * | `unexpected_response` | neither a token nor an OAuth error: HTML, an empty or truncated body, a redirect, another status |
 * | `invalid_token_response` | a token response with a missing or unusable field; the message names it |
 * | `scope_not_granted` | a token came, without a scope that was asked for |
 * | `fetch_token_failed` | a `FetchToken` of the application's own threw something else; see `cause` |
 * | `access_denied` | a token broker denies this user a token (also RFC 6749's own code) |
 * | `signed_out` | nobody is signed in; operations go out without a token until the refresher's `reset()` |
 * | `reset` | the token refresher was reset while the caller waited |
 * | `closed` | the token refresher has been closed |
 */
export type TokenRequestErrorCode =
  | 'access_denied'
  | 'invalid_client'
  | 'invalid_grant'
  | 'invalid_request'
  | 'invalid_scope'
  | 'unauthorized_client'
  | 'unsupported_grant_type'
  | 'temporarily_unavailable'
  | 'network_error'
  | 'timeout'
  | 'rate_limited'
  | 'server_error'
  | 'unexpected_response'
  | 'invalid_token_response'
  | 'scope_not_granted'
  | 'fetch_token_failed'
  | 'signed_out'
  | 'reset'
  | 'closed'
  | (string & {});

/** What a {@link TokenRequestError} is made of. */
export interface TokenRequestErrorOptions {
  readonly code: TokenRequestErrorCode;
  /** HTTP status of the token endpoint's response. */
  readonly status?: number | undefined;
  /** When the next token request may be made, in epoch milliseconds (from `Retry-After`, or set by the refresher). */
  readonly retryAt?: number | undefined;
  /** `true` when asking again cannot help until somebody changes something. Default: `false`. */
  readonly permanent?: boolean | undefined;
  readonly cause?: unknown;
  /** The API's response that asked for a new token. */
  readonly apiResponse?: unknown;
}

/** No access token could be obtained. Never holds a secret or a token. */
export class TokenRequestError extends Error {
  /** What went wrong, for programs. */
  readonly code: TokenRequestErrorCode;
  /** HTTP status of the token endpoint's response, if there was one. */
  readonly status: number | undefined;
  /** When the next token request will be made at the earliest, in epoch milliseconds; until then calls fail at once. */
  readonly retryAt: number | undefined;
  /** `true` when asking again cannot help until somebody changes something: credentials, scope, configuration. */
  readonly permanent: boolean;
  /**
   * The API's response that asked for a new token, in the client's own form (a `Response`, an error, a result); `undefined`
   * when the token was needed before anything was sent. Not enumerable: application data stays out of logs.
   */
  declare readonly apiResponse: unknown;

  static {
    TokenRequestError.prototype.name = 'TokenRequestError';
  }

  constructor(message: string, options: TokenRequestErrorOptions) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.status = options.status;
    this.retryAt = Number.isFinite(options.retryAt) ? options.retryAt : undefined;
    this.permanent = options.permanent ?? false;
    Object.defineProperty(this, 'apiResponse', { value: options.apiResponse });
  }

  /** Whether `value` is a `TokenRequestError`, also one of another copy of this package (CommonJS beside ESM). */
  static is(value: unknown): value is TokenRequestError {
    return value instanceof Error && value.name === 'TokenRequestError';
  }
}

/** What a `FetchToken` threw, as the one kind of error that callers see. */
export function toTokenRequestError(thrown: unknown): TokenRequestError {
  if (TokenRequestError.is(thrown)) return thrown;
  return new TokenRequestError('The source threw an error, see `cause`.', {
    code: 'fetch_token_failed',
    cause: thrown,
  });
}
