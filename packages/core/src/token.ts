/** An OAuth 2.0 access token as this library passes it around (RFC 6749 section 1.4). */
export interface AccessToken {
  /** What goes behind `Bearer `: one or more visible ASCII characters (RFC 6749 appendix A.12), no spaces. */
  readonly value: string;
  /**
   * When the token stops being accepted, in epoch milliseconds, counted from the moment the token request was *sent*.
   * Without it the refresher assumes its `defaultLifetimeMs`.
   */
  readonly expiresAt?: number;
  /** The granted scope, space-separated (RFC 6749 section 3.3). */
  readonly scope?: string;
}

/** What a {@link FetchToken} is told. */
export interface FetchTokenOptions {
  /**
   * A token value that the API has just answered "Unauthorized" to. Whoever caches must not hand this value out
   * again, and passes it on to the source behind it.
   */
  readonly rejected?: string;
  /** Aborted when nobody waits for the token any more, or when the time limit of the refresh has passed. */
  readonly signal: AbortSignal;
}

/**
 * One way to get a token. Sources are functions and wrap one another:
 * `fileToken(path, clientCredentials({ … }))`.
 *
 * A source makes one try and reports failure by throwing, best a `TokenRequestError`; the token refresher around it
 * does the caching, sharing and repeating.
 */
export type FetchToken = (request: FetchTokenOptions) => Promise<AccessToken>;
