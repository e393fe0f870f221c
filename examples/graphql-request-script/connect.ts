import { createTokenRefresher } from '@token-refresher/core';
import { type Connect, latestTrades, type TradesData } from '@token-refresher/example-story';
import { tokenRefreshMiddleware } from '@token-refresher/graphql-request';
import { clientCredentials } from '@token-refresher/server';
import { GraphQLClient } from 'graphql-request';

export const connect: Connect = ({ url, origins, credentials }) => {
  const tokens = createTokenRefresher(clientCredentials(credentials), { origins });
  const client = new GraphQLClient(url, tokenRefreshMiddleware(tokens));
  return { tokens, ask: () => client.request<TradesData>(latestTrades) };
};
