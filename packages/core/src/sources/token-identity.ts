/**
 * Under this symbol a `FetchToken` may say whose token it gets, as a function that returns a text with everything that
 * makes the token what it is (endpoint, client, scope, parameters) and no secret. Two sources with the same text must be
 * interchangeable. Whoever keeps tokens for several processes tells them apart by it. For authors of token sources;
 * registered, so that another copy of this package finds it too.
 */
export const tokenIdentity: unique symbol = Symbol.for('@token-refresher/token-identity') as never;

/** A `FetchToken` that may say whose token it gets, see {@link tokenIdentity}. */
export interface Identified {
  /** Never returns a secret. */
  readonly [tokenIdentity]?: () => string;
}
