import { checkFunction } from '../options.ts';
import { supportOf } from '../refresher/adapter-support.ts';
import type { TokenRefresher } from '../refresher/token-refresher.ts';
import type { AccessToken } from '../token.ts';
import type { AttemptOptions } from './attempt.ts';

/**
 * Asks for a token in the place of `value`, which the API is said to have rejected; others go on with it until there is a
 * new one. For servers that hand tokens to clients which they cannot watch, as a broker does.
 *
 * @param mayRefresh As {@link AttemptOptions.mayRefresh}.
 * @returns `undefined` when the budget for refreshes that may be useless is used up, or `mayRefresh` says no. The promised
 * token has the same value when the source has no other.
 * @throws TypeError when `tokens` is not a token refresher or `mayRefresh` not a function; TokenRequestError (as a
 * rejection) when no token could be obtained, at once until its `retryAt`. Asking again after that costs nothing of the
 * budget.
 */
export function replaceToken(
  tokens: TokenRefresher,
  value: string,
  mayRefresh?: AttemptOptions['mayRefresh'],
): Promise<AccessToken> | undefined {
  const support = supportOf(tokens, 'replaceToken');
  checkFunction('replaceToken', 'mayRefresh', mayRefresh);
  const rejection = { operation: '', mayResend: true, isSecond: false, keepsServing: true, mayRefresh };
  return support.rejected(value, rejection) ? support.newToken(value, undefined) : undefined;
}
