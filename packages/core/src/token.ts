/** An OAuth 2.0 access token as this library passes it around (RFC 6749 section 1.4). */
export interface AccessToken {
  /** What goes behind `Bearer `: one or more visible ASCII characters (RFC 6749 appendix A.12), no spaces. */
  readonly value: string;
  /**
   * When the token stops being accepted, in epoch milliseconds, counted from the moment the token request was *sent*.
   * Without it the refresher assumes its `defaultLifetimeMs`; an expiry of another name, such as `expires_in`, is an error.
   */
  readonly expiresAt?: number | undefined;
  /**
   * When the token was made, in epoch milliseconds, for an API that does not know a token in its first second, as GitHub's:
   * one that is rejected within 2 seconds of it is tried again after 1 second, before another is asked for. A source says so
   * only of tokens that it has just got made, not of those that it has found somewhere. Default: not known.
   */
  readonly issuedAt?: number | undefined;
  /** The granted scope, space-separated (RFC 6749 section 3.3). */
  readonly scope?: string | undefined;
}

/** What a {@link FetchToken} is told. */
export interface FetchTokenOptions {
  /**
   * A token value that the API has just answered "Unauthorized" to. A caching source must not return this value again
   * and must forward it to the source that it wraps.
   */
  readonly rejected?: string | undefined;
  /** Aborted when this request is given up: a time limit has passed, or the token refresher was closed or reset. */
  readonly signal: AbortSignal;
}

/**
 * One way to get a token. Sources are functions and wrap one another:
 * `sharedAcrossTabs(brokerToken('/api/token'))`.
 *
 * A source makes one try and reports failure by throwing, best a `TokenRequestError`; the token refresher around it
 * does the caching, sharing and repeating. The optional members are told to the token refresher; a source that wraps
 * another forwards them.
 */
export interface FetchToken {
  (options: FetchTokenOptions): Promise<AccessToken>;
  /**
   * `false`: a request is never repeated within one refresh, because it may have been carried out although no response
   * came, as with a refresh token that can be used only once. The next refresh asks again, perhaps while a request that has
   * outlasted the time limit is still under way: the source then waits for that one. Default: `true`.
   */
  readonly isRepeatable?: boolean | undefined;
  /** Called by the refresher's `reset()`: forget every token of the identity that has signed out. */
  readonly reset?: (() => void) | undefined;
  /** Called by the refresher's `close()`: forget every token and release what is open. */
  readonly close?: (() => void) | undefined;
}
