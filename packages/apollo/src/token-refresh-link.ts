import { ApolloLink } from '@apollo/client/core/index.js';
import { type IsUnauthorized, isUnauthorized, type TokenRefresher, TokenRequestError } from '@token-refresher/core';
import { apolloResponse } from './apollo-response.ts';
import { requestHandler } from './request-handler.ts';

/** Types that belong to {@link TokenRefreshLink}. */
export declare namespace TokenRefreshLink {
  /** Options of {@link TokenRefreshLink}. */
  interface Options extends OperationOptions {
    /**
     * The URL that the terminating link was given, which this link cannot see: an operation goes out without the token
     * when its URL (this one or its `context.uri`) is not one of the token refresher's `origins` or, if it has none, of
     * this URL's origin. Default: the terminating link's URL is trusted, and a `context.uri` only by `origins`.
     */
    readonly uri?: string | URL | undefined;
  }

  /** Options that an operation may have for itself. */
  interface OperationOptions {
    /** What counts as "Unauthorized". Default: what the token refresher was given. */
    readonly isUnauthorized?: IsUnauthorized | undefined;
  }

  /**
   * What an operation's `context` may hold for this link.
   *
   * To have it checked, declare `interface DefaultContext extends TokenRefreshLink.ContextOptions {}` in module
   * `@apollo/client`.
   */
  interface ContextOptions {
    /**
     * `false`: the operation goes out without the token and is never sent again, as a mutation must that logs in or
     * refreshes the token itself. An object: options for this operation alone.
     */
    tokenRefresh?: false | OperationOptions | undefined;
  }
}

/**
 * Sends `Authorization: Bearer …` (RFC 6750 section 2.1) with every operation and, when the answer says "Unauthorized",
 * sends the operation once more, with a new token. For Apollo Client 3.8 to 4. It stands directly before the terminating
 * link, or before the `split` that leads to it.
 *
 * - Whatever `authorization` the context holds is replaced.
 * - Nothing is sent again once something was delivered (a chunk, an event), nor what may have been carried out.
 * - When no token can be had, the operation fails with `TokenRequestError`; what the API had answered is in its `apiResponse`:
 *   the error or the result.
 * - The token goes only where it may, see {@link TokenRefreshLink.Options.uri}.
 *
 * An operation fails with a `TypeError` when this link is the last one of its chain or the second of its kind.
 */
export class TokenRefreshLink extends ApolloLink {
  /** @throws TypeError when `tokens` is not a token refresher or an option cannot be used. */
  constructor(tokens: TokenRefresher, options: TokenRefreshLink.Options = {}) {
    super(requestHandler(tokens, options));
  }

  /**
   * Whether an error is this link's business: no token could be had, or the answer says "Unauthorized". For `RetryLink`,
   * on either side of this link: `new RetryLink({ attempts: { retryIf: (error) => !TokenRefreshLink.handles(error) } })`.
   *
   * @param predicate The `isUnauthorized` that the link or its token refresher was given. Default: the library's.
   */
  static handles(error: unknown, predicate: IsUnauthorized = isUnauthorized): boolean {
    return TokenRequestError.is(error) || predicate(apolloResponse(error) ?? {});
  }
}
