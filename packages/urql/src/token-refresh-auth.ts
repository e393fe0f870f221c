import { checkOptionNames, type TokenRefresher } from '@token-refresher/core';
import type { Operation } from '@urql/core';
import { createAuthorizedOperations } from './authorized-operations.ts';
import type { TokenRefreshExchangeOptions } from './token-refresh-exchange.ts';

/** Options of {@link tokenRefreshAuth}. */
export interface TokenRefreshAuthOptions extends TokenRefreshExchangeOptions {
  /**
   * Where the token may go, if the token refresher has no `origins` of its own: a config cannot see the client's `url`.
   * They are needed in one of the two places.
   */
  readonly origins?: readonly string[] | undefined;
}

/** The `AuthConfig` that {@link tokenRefreshAuth} makes. */
export interface TokenRefreshAuth {
  addAuthToOperation(operation: Operation): Operation;
  didAuthError(): boolean;
  refreshAuth(): Promise<void>;
}

/**
 * The same as `tokenRefreshExchange`, as a config for an `authExchange` that is already there:
 * `authExchange(tokenRefreshAuth(tokens))`. The repair happens inside each operation's `context.fetch`, and
 * `authExchange`'s own is never used, and so its faults do not show, except for these, which are out of a config's reach:
 *
 * - Of identical mutations sent in the same tick as the client's first operation, all but one hang for ever.
 * - The client's first operation is put off by some microtasks.
 * - A `TokenRequestError` is in `error.networkError`, its `apiResponse` not in `error.response`.
 *
 * @param tokens What `createTokenRefresher` returns.
 * @throws TypeError when an option is unknown or cannot be used; the message names it.
 */
export function tokenRefreshAuth(
  tokens: TokenRefresher,
  options: TokenRefreshAuthOptions = {},
): () => Promise<TokenRefreshAuth> {
  const caller = 'tokenRefreshAuth';
  checkOptionNames(caller, options, ['isUnauthorized', 'origins']);
  const { authorize } = createAuthorizedOperations(tokens, { ...options, caller });
  return async () => ({
    addAuthToOperation: authorize,
    didAuthError: () => false,
    refreshAuth: async () => {},
  });
}
