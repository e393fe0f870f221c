import { supportOf } from './adapter-support.ts';
import type { TokenRefresher } from './token-refresher.ts';

/**
 * For authors of adapters, who call it once when they are made, so that their users learn of a mistake there.
 *
 * @param caller The function that was given `tokens`, for the message.
 * @throws TypeError when `tokens` is not what `createTokenRefresher` returned.
 */
export function assertTokenRefresher(caller: string, tokens: unknown): asserts tokens is TokenRefresher {
  supportOf(tokens as object, caller);
}
