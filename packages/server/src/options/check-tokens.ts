import type { TokenRefresher } from '@token-refresher/core';
import type { InvalidOption } from './invalid-option.ts';

/** @throws TypeError when these are no tokens of `createTokenRefresher`. */
export function checkTokens(invalid: InvalidOption, tokens: unknown): asserts tokens is TokenRefresher {
  if (typeof (tokens as TokenRefresher | undefined)?.getToken === 'function') return;
  throw invalid('tokens', 'must be what createTokenRefresher(fetchToken) returned');
}
