// Measures how much longer an urql query takes with the exchange than with a fixed Authorization header, and beside it
// the same with a bare authExchange and with an exchange that only observes.
import { Client, type Exchange, fetchExchange } from '@urql/core';
import { authExchange } from '@urql/exchange-auth';
import { map, pipe } from 'wonka';
import { printRatios } from './print-ratios.ts';

const headersFor = (token: string) => ({ authorization: `Bearer ${token}` });
/** The least that an exchange can do that looks at operations and results. */
const observing: Exchange =
  ({ forward }) =>
  (operations) =>
    pipe(
      operations,
      map((operation) => operation),
      forward,
      map((result) => result),
    );

const queryThrough = (url: string, exchanges: Exchange[], fetchOptions: RequestInit = {}) => {
  const client = new Client({ url, exchanges, fetchOptions, preferGetMethod: false });
  return async () => {
    const { data, error } = await client.query('{ viewer }', {});
    if (!data) throw error;
  };
};

await printRatios<typeof import('@token-refresher/urql')>({
  client: 'urql',
  adapter: 'urql',
  name: 'tokenRefreshExchange',
  plain: ({ url, token }) => queryThrough(url, [fetchExchange], { headers: headersFor(token) }),
  ours({ url, token }, { core, adapter }) {
    const tokens = core.createTokenRefresher(core.staticToken(token));
    return queryThrough(url, [adapter.tokenRefreshExchange(tokens), fetchExchange]);
  },
  others: {
    'an exchange that only observes': ({ url, token }) =>
      queryThrough(url, [observing, fetchExchange], { headers: headersFor(token) }),
    'bare authExchange': ({ url, token }) => {
      const bare = authExchange(async (utilities) => ({
        addAuthToOperation: (operation) => utilities.appendHeaders(operation, headersFor(token)),
        didAuthError: ({ response }) => response?.status === 401,
        async refreshAuth() {},
      }));
      return queryThrough(url, [bare, fetchExchange]);
    },
  },
});
