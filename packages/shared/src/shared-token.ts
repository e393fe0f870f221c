import type { FetchToken } from '@token-refresher/core';
import { shareToken } from './algorithm/share-token.ts';
import { checkOptions, type SharedTokenOptions } from './algorithm/shared-token-options.ts';
import { checkStore } from './store-access/store-access.ts';
import type { TokenStore } from './token-store.ts';

/**
 * Lets processes share a token through a store of your own. For files and Redis there are `fileToken` of
 * `@token-refresher/shared/file` and `redisToken` of `@token-refresher/shared/redis`, which do the same.
 *
 * ```ts
 * const tokens = createTokenRefresher(sharedToken(databaseRows(pool), clientCredentials({ … })));
 * ```
 *
 * Give the returned function to one token refresher. Asked for the first time, it returns the token in the store if that
 * can be used. Asked again, it needs a newer token than it returned before; a token that it was asked away from is never
 * returned again. If the store has no such token, one process takes a lease, reads once more, fetches, saves and
 * releases. The others wait for its token; if the process is stopped or killed, one of them takes its place within about
 * 5 seconds.
 *
 * A token without `expiresAt` is shared for an hour. A failed token request is repeated by the other processes' token
 * refreshers, each after its own pause, and again one process at a time.
 *
 * A source whose requests must not be repeated (`isRepeatable: false`), as with a refresh token that can be used only once,
 * is asked under the lease alone: while the store cannot be used, the error `temporarily_unavailable` is thrown instead.
 * The refresher's `reset()` takes the token out of the store; other processes keep theirs until it is rejected or expires.
 *
 * The returned function throws what `fetchToken` throws, the signal's `reason` when it is aborted, and a
 * `TokenRequestError` with the code of another process's failed request while it waited for it. Other failures
 * of the store are not thrown: the token is then fetched without it.
 *
 * @param fetchToken Gets a new token. It is told which token was rejected.
 * @throws TypeError when an option cannot be used, or `name` is missing and `fetchToken` does not say whose token it gets.
 */
export function sharedToken(store: TokenStore, fetchToken: FetchToken, options: SharedTokenOptions = {}): FetchToken {
  checkStore(store);
  return shareToken(store, fetchToken, checkOptions('sharedToken', fetchToken, options));
}
