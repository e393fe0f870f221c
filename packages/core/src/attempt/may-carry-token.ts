import { configuredOrigin, type Destination, destination } from '../protocol/token-usage/allowed-origins.ts';
import { supportOf } from '../refresher/adapter-support.ts';
import type { TokenRefresher } from '../refresher/token-refresher.ts';

/**
 * Where a request to `url` goes, and whether it may carry the token: only over https or wss (this machine and the
 * refresher's `allowInsecureRequests` excepted), and only to the refresher's `origins` or, when it has none, to the origin of `trustedUrl`. For authors of adapters, who send
 * to its `href` and nowhere else, and call {@link reportWithheld} when they send a request without the token for that
 * reason.
 *
 * @param trustedUrl The URL that the client was configured with, if the adapter can see it.
 * @throws TypeError when `tokens` is not a token refresher.
 */
export function requestDestination(tokens: TokenRefresher, url: string | URL, trustedUrl?: string | URL): Destination {
  const trusted = trustedUrl === undefined ? undefined : configuredOrigin(trustedUrl);
  const { origins = new Set(trusted && [trusted]), insecureHosts } = supportOf(tokens);
  return destination(url, origins, insecureHosts);
}

/** Whether a request to `url` may carry the token, as {@link requestDestination} says. */
export function mayCarryToken(tokens: TokenRefresher, url: string | URL, trustedUrl?: string | URL): boolean {
  return requestDestination(tokens, url, trustedUrl).isAllowed;
}

/** Tells the refresher's subscribers that a request to `url` has gone out without the token: `token-withheld`. */
export function reportWithheld(tokens: TokenRefresher, url: string | URL): void {
  const support = supportOf(tokens);
  const { origin, isListed } = destination(url, support.origins);
  support.withheld(origin, isListed);
}

/**
 * Whether the refresher was given `origins`. For authors of adapters who cannot see the URL of their client, and ask for it
 * then.
 *
 * @throws TypeError when `tokens` is not a token refresher.
 */
export function hasOrigins(tokens: TokenRefresher): boolean {
  return supportOf(tokens).origins !== undefined;
}
