import { ApolloClient, ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { TokenRefreshLink } from '@token-refresher/apollo';
import { createTokenRefresher } from '@token-refresher/core';
import { type Connect, latestTrades, type TradesData } from '@token-refresher/example-story';
import { clientCredentials } from '@token-refresher/server';

export const connect: Connect = ({ url, origins, credentials }) => {
  const tokens = createTokenRefresher(clientCredentials(credentials), { origins });
  const link = ApolloLink.from([new TokenRefreshLink(tokens, { uri: url }), new HttpLink({ uri: url })]);
  const client = new ApolloClient({ cache: new InMemoryCache(), link });
  const query = gql(latestTrades);
  const ask = async () => {
    // Every question goes to the API, also those that are asked at the same time.
    const context = { queryDeduplication: false };
    const { data } = await client.query<TradesData>({ query, context, fetchPolicy: 'no-cache' });
    if (!data) throw new Error('The API sent no data.');
    return data;
  };
  return { tokens, ask };
};
