import { ApolloLink, Observable } from '@apollo/client/core/index.js';
import {
  assertTokenRefresher,
  checkOptionNames,
  type IsUnauthorized,
  invalidOption,
  isUnauthorized,
  startAttempt,
  type TokenRefresher,
  TokenRequestError,
} from '@token-refresher/core';
import { print } from 'graphql';
import { apolloResponse } from './apollo-response.ts';
import { createDestinations } from './destination.ts';
import { OperationWithToken } from './operation-with-token.ts';
import { sendTwiceAtMost } from './send-twice-at-most.ts';

const caller = 'TokenRefreshLink';

/** Types that belong to {@link TokenRefreshLink}. */
export declare namespace TokenRefreshLink {
  /** Options of {@link TokenRefreshLink}. */
  interface Options extends OperationOptions {
    /**
     * Where operations go: the URL that the terminating link was given too, or a function of the operation that returns
     * one, called for each. This link cannot see the other one's, so it hands on what it has checked as `context.uri`,
     * which every HTTP link of Apollo's sends to, whatever its own `uri` says. A `context.uri` that an operation comes
     * with is checked and used in its place.
     *
     * The token goes along if the URL is of one of the token refresher's `origins` or, if it has none, of this URL's
     * origin. Needed when the token refresher has `origins`. Without both, the terminating link's URL is trusted, whatever
     * it is, and a `context.uri` is not.
     */
    readonly uri?: string | URL | ((operation: Operation) => string | URL) | undefined;
  }

  /** Options that an operation may have for itself. */
  interface OperationOptions {
    /** What counts as "Unauthorized". Default: what the token refresher was given. */
    readonly isUnauthorized?: IsUnauthorized | undefined;
  }

  /** An operation, of Apollo 3 or 4. */
  type Operation = Parameters<ApolloLink['request']>[0];

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
 * Sends the token with every operation (`Authorization: Bearer …`, or what the refresher's `header` says) and, when the response says
 * "Unauthorized", sends the operation once more, with a new token. For Apollo Client 3.8 to 4. It stands directly before
 * the terminating link, or before the `split` that leads to it.
 *
 * - What the context holds of the token's header is replaced. Only links behind this one see the token.
 * - Nothing is sent again once something was delivered (a chunk, an event), nor what may have been carried out.
 * - A query that was answered in part is sent again too; the first response is delivered if the second one has no data.
 * - When no token could be obtained, the operation fails with `TokenRequestError`; what the API had responded is in its
 *   `apiResponse`: the error or the result.
 * - The token goes only where it may, see {@link TokenRefreshLink.Options.uri}.
 *
 * An operation fails with a `TypeError` when this link is the last one of its chain or the second of its kind, or when
 * its `context.tokenRefresh` cannot be used.
 */
export class TokenRefreshLink extends ApolloLink {
  /** @throws TypeError when `tokens` is not a token refresher, or an option is unknown or cannot be used. */
  constructor(tokens: TokenRefresher, options: TokenRefreshLink.Options = {}) {
    super(requestHandler(tokens, options));
  }

  /**
   * Whether an error is this link's business: no token could be obtained, or the response says "Unauthorized". For
   * `RetryLink`, on either side of this link:
   * `new RetryLink({ attempts: { retryIf: (error) => !TokenRefreshLink.handles(error) } })`.
   *
   * @param predicate The `isUnauthorized` that the link or its token refresher was given. Default: the library's.
   */
  static handles(error: unknown, predicate: IsUnauthorized = isUnauthorized): boolean {
    return TokenRequestError.is(error) || predicate(apolloResponse(error) ?? {});
  }
}

function requestHandler(tokens: TokenRefresher, options: TokenRefreshLink.Options): ApolloLink.RequestHandler {
  assertTokenRefresher(caller, tokens);
  checkOptionNames(caller, options, ['uri', 'isUnauthorized']);
  checkIsUnauthorized(caller, options);
  const destinations = createDestinations(caller, tokens, options.uri);

  // Exactly two parameters: Apollo 3 takes a function with fewer for a terminating link.
  return (operation, forward) => {
    const context = operation.getContext();
    const { tokenRefresh, tokenRefreshLink: isSecond, uri } = context;
    if (tokenRefresh === false && forward && !isSecond) return forward(operation);

    return new Observable((observer) => {
      if (!forward || isSecond) misplaced();
      const own = operationOptions(tokenRefresh);
      const destination = destinations.of(operation, uri);
      const start = { tokens, operation, context, destination, destinations };
      if (!destination.isAllowed) {
        destinations.reportWithheld(destination);
        return forward(new OperationWithToken(start, undefined).asOperation()).subscribe(observer);
      }
      const attempt = startAttempt(tokens, {
        isUnauthorized: own?.isUnauthorized ?? options.isUnauthorized,
        operation: () => print(operation.query),
      });
      // Apollo 4 gives the last link a function without parameters, whose observable is empty.
      const onEmpty = forward.length ? undefined : misplaced;
      return sendTwiceAtMost({ tokens, start, attempt, forward, observer, onEmpty });
    });
  };
}

function misplaced(): never {
  throw new TypeError('Use one TokenRefreshLink per chain, before the terminating link.');
}

function operationOptions(tokenRefresh: unknown): TokenRefreshLink.OperationOptions | undefined {
  if (tokenRefresh === undefined) return undefined;
  if (typeof tokenRefresh !== 'object' || tokenRefresh === null) {
    throw invalidOption(caller, 'context.tokenRefresh', 'must be false, or an object with options for the operation');
  }
  checkOptionNames('context.tokenRefresh', tokenRefresh, ['isUnauthorized']);
  checkIsUnauthorized('context.tokenRefresh', tokenRefresh);
  return tokenRefresh;
}

function checkIsUnauthorized(caller: string, options: { readonly isUnauthorized?: unknown }): void {
  if (options.isUnauthorized !== undefined && typeof options.isUnauthorized !== 'function') {
    throw invalidOption(caller, 'isUnauthorized', 'must be a function (response) => boolean');
  }
}
