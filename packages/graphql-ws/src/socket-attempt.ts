import { type Attempt, startAttempt, type TokenRefresher } from '@token-refresher/core';

/**
 * The attempt of something that is sent over an open socket, so with the token that the socket was opened with, which
 * may not be the present one any more. It has the token one microtask later, before any answer can come.
 */
export function socketAttempt(tokens: TokenRefresher, token: string, document?: string): Attempt {
  let isTaken = false;
  const attempt = startAttempt(
    {
      ...tokens,
      getToken(options) {
        if (isTaken) return tokens.getToken(options);
        isTaken = true;
        return Promise.resolve({ value: token });
      },
    },
    { operation: () => document },
  );
  void attempt.getToken();
  return attempt;
}
