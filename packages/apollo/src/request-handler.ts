import { type ApolloLink, Observable } from '@apollo/client/core/index.js';
import { mayCarryToken, startAttempt, type TokenRefresher } from '@token-refresher/core';
import { print } from 'graphql';
import { sendTwiceAtMost } from './send-twice-at-most.ts';
import type { TokenRefreshLink } from './token-refresh-link.ts';

/** What a `TokenRefreshLink` does with each operation. */
export function requestHandler(tokens: TokenRefresher, options: TokenRefreshLink.Options): ApolloLink.RequestHandler {
  startAttempt(tokens, options);

  const misplaced = () => {
    throw new TypeError('Use one TokenRefreshLink per chain, before the terminating link.');
  };

  // Exactly two parameters: Apollo 3 takes a function with fewer for a terminating link.
  return (operation, forward) => {
    const { tokenRefresh, tokenRefreshLink, uri = options.uri } = operation.getContext();
    const isMisplaced = tokenRefreshLink || !forward;
    const goesWithout = tokenRefresh === false || (uri && !mayCarryToken(tokens, uri, options.uri));
    if (goesWithout && !isMisplaced) return forward(operation);

    return new Observable((observer) => {
      if (isMisplaced) misplaced();
      const attempt = startAttempt(tokens, {
        isUnauthorized: Object(tokenRefresh).isUnauthorized ?? options.isUnauthorized,
        operation: () => print(operation.query),
      });
      // Apollo 4 gives the last link a function without parameters, whose observable is empty.
      return sendTwiceAtMost(operation, forward, observer, attempt, forward.length ? undefined : misplaced);
    });
  };
}
