import { supportOf } from '../refresher/adapter-support.ts';
import type { TokenRefresher } from '../refresher/token-refresher.ts';

/** What status 401 says is known from its headers; its body is not waited for longer than that. */
export const maxWaitFor401Ms = 1_000;

/**
 * Calls back when the body of a response with status 401 has been waited for long enough: one second, by the refresher's
 * clock. For authors of adapters whose client reads bodies itself, since one that never ends would hold up the retry.
 *
 * @returns what ends the wait.
 * @throws TypeError when `tokens` is not a token refresher.
 */
export function waitFor401(tokens: TokenRefresher, giveUp: () => void): () => void {
  const { clock } = supportOf(tokens);
  const timer = clock.setTimeout(giveUp, maxWaitFor401Ms);
  return () => clock.clearTimeout(timer);
}
