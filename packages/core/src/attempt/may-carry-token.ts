import { destination } from '../protocol/allowed-origins.ts';
import { supportOf } from '../refresher/adapter-support.ts';
import type { TokenRefresher } from '../refresher/token-refresher.ts';

/**
 * Whether a request to `url` may carry the token: only over https or wss (loopback excepted), and only to the refresher's
 * `origins` or, when it has none, to the origin of `trustedUrl`. For authors of adapters. When the answer is no, the
 * refresher's subscribers get a `token-withheld` event.
 *
 * @param trustedUrl The URL that the client was configured with, if the adapter can see it.
 * @throws TypeError when `tokens` is not a token refresher.
 */
export function mayCarryToken(tokens: TokenRefresher, url: string | URL, trustedUrl?: string | URL): boolean {
  const support = supportOf(tokens);
  const trusted = trustedUrl === undefined ? [] : [destination(trustedUrl).origin];
  const { origin, isAllowed } = destination(url, support.origins ?? new Set(trusted));
  if (!isAllowed) support.withheld(origin);
  return isAllowed;
}
