import { checkOptionNames, type IsUnauthorized, type TokenRefresher, TokenRequestError } from '@token-refresher/core';
import type { Exchange } from '@urql/core';
import { map, pipe } from 'wonka';
import { createAuthorizedOperations } from './authorized-operations.ts';
import { createConfiguredUrl } from './configured-url.ts';

/** Options of {@link tokenRefreshExchange}. */
export interface TokenRefreshExchangeOptions {
  /** What counts as "Unauthorized". Default: what the token refresher was given. */
  readonly isUnauthorized?: IsUnauthorized | undefined;
}

/**
 * An exchange that sends each operation with `Authorization: Bearer …` (RFC 6750 section 2.1), or what the refresher's
 * `header` says, and, when the API answers "Unauthorized", sends it once more with a new token. It stands after the caches and before `fetchExchange`.
 *
 * It works inside each operation's `context.fetch`, around the one that the client or the operation has: other exchanges
 * never see a token, and cached operations carry no mark. The token goes to the client's `url`, or to the refresher's
 * `origins` where it has them, and nowhere else. Operations that a `subscriptionExchange` handles pass through untouched.
 *
 * When no token could be obtained, the result's `error.networkError` is a `TokenRequestError`; if the API has answered, the
 * `Response` is in its `apiResponse` and in `error.response`.
 *
 * @param tokens What `createTokenRefresher` returns.
 * @throws TypeError when an option is unknown or cannot be used; the message names it.
 * @throws Error from an operation, in development only, when the exchange stands after `fetchExchange`.
 */
export function tokenRefreshExchange(tokens: TokenRefresher, options: TokenRefreshExchangeOptions = {}): Exchange {
  const caller = 'tokenRefreshExchange';
  checkOptionNames(caller, options, ['isUnauthorized']);
  const { authorize, restore } = createAuthorizedOperations(tokens, { ...options, caller, origins: 'any' });

  const configuredUrl = createConfiguredUrl();

  return ({ client, forward }) => {
    let placementCheck = client.subscribeToDebugTarget?.(({ type, operation: { kind, context } }) => {
      // Queries alone: exchanges behind this one, such as authExchange, may send mutations of their own.
      if (type !== 'fetchRequest' || kind !== 'query' || context.url !== configuredUrl(client)) return;
      throw new Error('tokenRefreshExchange must stand before fetchExchange.');
    });

    return (operations) =>
      pipe(
        operations,
        map((operation) => {
          if (operation.kind === 'teardown') return operation;
          placementCheck?.unsubscribe();
          placementCheck = undefined;
          return authorize(operation, client);
        }),
        forward,
        map((result) => {
          const { error } = result;
          if (error && TokenRequestError.is(error.networkError)) error.response ??= error.networkError.apiResponse;
          return { ...result, operation: restore(result.operation) };
        }),
      );
  };
}
