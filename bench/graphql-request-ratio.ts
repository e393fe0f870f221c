// Measures how much longer a graphql-request call takes with the middleware than with a fixed Authorization header.
import { createTokenRefresher, staticToken } from '@token-refresher/core';
import { tokenRefreshMiddleware } from '@token-refresher/graphql-request';
import { GraphQLClient } from 'graphql-request';
import { printRatios } from './print-ratios.ts';

await printRatios('graphql-request', ({ url, token }) => {
  const query = '{ viewer }';
  const headers = { authorization: `Bearer ${token}` };
  const plain = new GraphQLClient(url, { headers });
  const again = new GraphQLClient(url, { headers });
  const ours = new GraphQLClient(url, tokenRefreshMiddleware(createTokenRefresher(staticToken(token))));
  return {
    without: () => plain.request(query),
    again: () => again.request(query),
    others: { tokenRefreshMiddleware: () => ours.request(query) },
  };
});
