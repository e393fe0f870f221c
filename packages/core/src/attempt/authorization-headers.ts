import { inSmallLetters, withTokenHeaders, wouldFollowAnywhere } from '../protocol/token-usage/token-header.ts';
import { supportOf } from '../refresher/adapter-support.ts';
import type { TokenRefresher } from '../refresher/token-refresher.ts';

/**
 * How a token is put on a request: the headers that the refresher's option `header` makes, with names as they are written
 * there; by default `Authorization: Bearer …` (RFC 6750 section 2.1). For authors of adapters.
 *
 * @throws TypeError when `tokens` is not a token refresher, or its `header` makes no headers.
 */
export function authorizationHeaders(tokens: TokenRefresher, token: string): Readonly<Record<string, string>> {
  return supportOf(tokens).header(token);
}

/**
 * `own` headers with those of {@link authorizationHeaders}, in small letters, in the place of those of the same name,
 * whatever their case. For authors of adapters.
 *
 * @throws TypeError as {@link authorizationHeaders}.
 */
export function withAuthorization(
  tokens: TokenRefresher,
  own: Readonly<Record<string, unknown>> | undefined,
  token: string,
): Record<string, unknown> {
  const ofToken = inSmallLetters(supportOf(tokens).header, token);
  return own ? withTokenHeaders(own, ofToken) : ofToken;
}

/**
 * Whether a `fetch` that follows redirects by itself must not do it with {@link authorizationHeaders}: of the token's headers
 * it takes only `Authorization` off when another origin comes. For authors of adapters that leave redirects to a `fetch`.
 *
 * @throws TypeError as {@link authorizationHeaders}.
 */
export function mustNotFollowRedirects(tokens: TokenRefresher, token: string): boolean {
  return wouldFollowAnywhere(authorizationHeaders(tokens, token));
}
