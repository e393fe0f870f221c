import type { Exchange } from '@urql/core';
import type { Pair } from './pairs.ts';

/** `authExchange` as its documentation sets it up, with everything in `didAuthError` that can be seen there. */
export function bareAuthExchange(
  { authExchange }: Pair,
  fetchToken: () => Promise<{ value: string }>,
  starts: 'with a token' | 'empty' = 'with a token',
): Exchange {
  return authExchange(async (utilities) => {
    let token = starts === 'empty' ? undefined : (await fetchToken()).value;
    return {
      addAuthToOperation: (operation) =>
        token ? utilities.appendHeaders(operation, { Authorization: `Bearer ${token}` }) : operation,
      willAuthError: () => token === undefined,
      didAuthError: ({ response, graphQLErrors }) =>
        response?.status === 401 || graphQLErrors.some(({ message }) => message === 'Unauthorized'),
      async refreshAuth() {
        token = (await fetchToken()).value;
      },
    };
  });
}
