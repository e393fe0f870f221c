import { createTokenRefresher } from '@token-refresher/core';
import { createClient, fetchExchange } from '@urql/core';
import { authExchange } from '@urql/exchange-auth';
import { tokenRefreshAuth, tokenRefreshExchange } from '../index.ts';

const tokens = createTokenRefresher(async () => ({ value: 'token' }));
const url = 'https://api.example.com/graphql';
const isUnauthorized = () => false;

createClient({ url, exchanges: [tokenRefreshExchange(tokens), fetchExchange] });
createClient({ url, exchanges: [tokenRefreshExchange(tokens, { isUnauthorized }), fetchExchange] });
createClient({ url, exchanges: [authExchange(tokenRefreshAuth(tokens)), fetchExchange] });
createClient({
  url,
  exchanges: [
    authExchange(async () => ({
      ...(await tokenRefreshAuth(tokens, { origins: ['https://api.example.com'], isUnauthorized })()),
      willAuthError: () => false,
    })),
    fetchExchange,
  ],
});
