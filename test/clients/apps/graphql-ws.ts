import { ApolloClient, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { tokenInUrl } from '@token-refresher/graphql-ws';
import { createClient as createUrqlClient, subscriptionExchange } from '@urql/core';
import { type Client, createClient, type FormattedExecutionResult, type Sink } from 'graphql-ws';
import { type AppStage, type ClientApp, query } from '../client-app.ts';

/** Shows the viewer over a socket of its own: an open one serves on when its token has ended. */
async function withSocket<Shown>(
  { tokens, liveUrl }: AppStage,
  show: (live: Client) => Promise<Shown>,
): Promise<Shown> {
  const live = createClient({ ...tokenInUrl(tokens, liveUrl) });
  try {
    return await show(live);
  } finally {
    await live.dispose();
  }
}

export const graphqlWsApollo: ClientApp = {
  name: 'graphql-ws under Apollo Client',
  by: 'graphql-ws',
  packages: ['graphql-ws', '@apollo/client'],
  start: (stage) => ({
    show: () =>
      withSocket(stage, async (live) => {
        const client = new ApolloClient({ cache: new InMemoryCache(), link: new GraphQLWsLink(live) });
        return (await client.query({ query: gql(query), fetchPolicy: 'network-only' })).data;
      }),
  }),
};

export const graphqlWsUrql: ClientApp = {
  name: 'graphql-ws under urql',
  by: 'graphql-ws',
  packages: ['graphql-ws', '@urql/core'],
  start: (stage) => ({
    show: () =>
      withSocket(stage, async (live) => {
        const exchange = subscriptionExchange({
          enableAllOperations: true,
          forwardSubscription: ({ query: document = '', variables }) => ({
            subscribe: (sink) => ({
              unsubscribe: live.subscribe(
                { query: document, variables: { ...variables } },
                sink as Sink<FormattedExecutionResult>,
              ),
            }),
          }),
        });
        const client = createUrqlClient({ url: stage.url, exchanges: [exchange] });
        const { data, error } = await client.query(query, {}, { requestPolicy: 'network-only' }).toPromise();
        if (error) throw error;
        return data;
      }),
  }),
};
