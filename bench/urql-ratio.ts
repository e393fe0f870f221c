// Measures how much longer an urql query takes with the exchange than with a fixed Authorization header, and beside it
// the same with a bare authExchange.
import { createTokenRefresher, staticToken } from '@token-refresher/core';
import { tokenRefreshExchange } from '@token-refresher/urql';
import { Client, type Exchange, fetchExchange } from '@urql/core';
import { authExchange } from '@urql/exchange-auth';
import { printRatios } from './print-ratios.ts';

await printRatios('urql', ({ url, token }) => {
  const headers = { authorization: `Bearer ${token}` };
  const queryThrough = (exchanges: Exchange[], fetchOptions: RequestInit = {}) => {
    const client = new Client({ url, exchanges, fetchOptions, preferGetMethod: false });
    return async () => {
      const { data, error } = await client.query('{ viewer }', {});
      if (!data) throw error;
    };
  };
  const plain = () => queryThrough([fetchExchange], { headers });
  const bare = authExchange(async (utilities) => ({
    addAuthToOperation: (operation) => utilities.appendHeaders(operation, headers),
    didAuthError: ({ response }) => response?.status === 401,
    async refreshAuth() {},
  }));
  const ours = tokenRefreshExchange(createTokenRefresher(staticToken(token)));
  return {
    without: plain(),
    again: plain(),
    others: {
      tokenRefreshExchange: queryThrough([ours, fetchExchange]),
      'bare authExchange': queryThrough([bare, fetchExchange]),
    },
  };
});
