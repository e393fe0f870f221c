import type { AccessToken } from '../token.ts';
import { supportOf } from './adapter-support.ts';
import type { TokenRefresher } from './token-refresher.ts';

/**
 * Asks for a token in the place of `value`, which is about to expire; others go on with it until there is a new one. Joins
 * the refresh that runs, and costs nothing of the budget for useless refreshes. For servers that hand tokens to clients
 * which need one that lasts a while; ask once for each value, since a source may have no other.
 *
 * @returns the current token when that is another one already. It has the same value when the source has no other.
 * @throws TypeError when `tokens` is not a token refresher; TokenRequestError (as a rejection) when no token could be
 * obtained, at once until its `retryAt`.
 */
export function renewToken(tokens: TokenRefresher, value: string): Promise<AccessToken> {
  return supportOf(tokens, 'renewToken').renew(value);
}
