import type { TokenRefresher } from '@token-refresher/core';

/** @throws TypeError when these are no tokens of `createTokenRefresher`. */
export function checkTokens(caller: string, tokens: unknown): asserts tokens is TokenRefresher {
  if (typeof (tokens as TokenRefresher | undefined)?.getToken === 'function') return;
  throw new TypeError(`${caller}: tokens must be what createTokenRefresher(fetchToken) returned.`);
}
