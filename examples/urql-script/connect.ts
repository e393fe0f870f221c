import { createTokenRefresher } from '@token-refresher/core';
import { type Connect, latestTrades, type TradesData } from '@token-refresher/example-story';
import { clientCredentials } from '@token-refresher/server';
import { tokenRefreshExchange } from '@token-refresher/urql';
import { createClient, createRequest, fetchExchange } from '@urql/core';

export const connect: Connect = ({ url, origins, credentials }) => {
  const tokens = createTokenRefresher(clientCredentials(credentials), { origins });
  const client = createClient({ url, exchanges: [tokenRefreshExchange(tokens), fetchExchange] });
  let asked = 0;

  const ask = async () => {
    // urql answers equal queries with one request while it is under way; a key of its own makes each a request.
    const request = { ...createRequest<TradesData>(latestTrades, {}), key: ++asked };
    const { data, error } = await client.executeQuery(request).toPromise();
    if (data) return data;
    throw error?.networkError ?? error;
  };
  return { tokens, ask };
};
