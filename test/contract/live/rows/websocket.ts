import { ApolloClient, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { tokenInConnectionParams, tokenInUrl } from '@token-refresher/graphql-ws';
import { subscriptionExchange, Client as UrqlClient } from '@urql/core';
import { type Client, createClient, type Sink } from 'graphql-ws';
import { pipe, subscribe } from 'wonka';
import { WebSocket as WsWebSocket } from 'ws';
import type { LiveClient, LiveRow } from '../live-client.ts';
import type { LiveStage } from '../live-stage.ts';

interface Socket {
  readonly place: 'url' | 'connection_init';
  readonly webSocketImpl: unknown;
}

const sockets = {
  "Node's own WebSocket": globalThis.WebSocket,
  ws: WsWebSocket,
};

/** A client that reconnects after no time at all; that time passes on the refresher's clock. */
function clientOf({ api, tokens, clock }: LiveStage, { place, webSocketImpl }: Socket): Client {
  const retryWait = () => clock.advance(60_000);
  return createClient(
    place === 'url'
      ? { ...tokenInUrl(tokens, api.live.url, { webSocketImpl }), retryWait }
      : { url: api.live.url, ...tokenInConnectionParams(tokens, { webSocketImpl }), retryWait },
  );
}

const over: Record<string, (client: Client) => LiveClient> = {
  'plain graphql-ws': (client) => ({
    subscribe(query, { next, error }) {
      client.subscribe(
        { query },
        { next: ({ data, errors }) => (data ? next(data) : error(errors)), error, complete() {} },
      );
    },
    dispose: () => client.terminate(),
  }),

  "Apollo's GraphQLWsLink": (client) => {
    const apollo = new ApolloClient({ link: new GraphQLWsLink(client), cache: new InMemoryCache() });
    return {
      subscribe(query, sink) {
        apollo.subscribe({ query: gql(query), fetchPolicy: 'no-cache' }).subscribe({
          next: ({ data, error }) => (data ? sink.next(data) : sink.error(error)),
          error: sink.error,
        });
      },
      dispose: () => client.terminate(),
    };
  },

  "urql's subscriptionExchange": (client) => {
    const exchange = subscriptionExchange({
      forwardSubscription: ({ query = '', variables }) => ({
        subscribe: (sink) => ({ unsubscribe: client.subscribe({ query, variables: variables ?? {} }, sink as Sink) }),
      }),
    });
    const urql = new UrqlClient({ url: 'http://127.0.0.1/unused', exchanges: [exchange] });
    return {
      subscribe(query, sink) {
        const result = subscribe<{ data?: unknown; error?: { networkError?: Error } | undefined }>(({ data, error }) =>
          data ? sink.next(data) : sink.error(error?.networkError ?? error),
        );
        pipe(urql.subscription(query, {}), result);
      },
      dispose: () => client.terminate(),
    };
  },
};

/** GraphQL over WebSocket: every client, with the token in each place, over each kind of socket. */
export const webSocketRows: readonly LiveRow[] = Object.entries(over).flatMap(([client, wrap]) =>
  Object.entries(sockets).flatMap(([socket, webSocketImpl]) =>
    (['url', 'connection_init'] as const).map(
      (place): LiveRow => ({
        name: `${client}, ${socket}, token in ${place}`,
        transport: 'WebSocket',
        place,
        create: (stage) => wrap(clientOf(stage, { place, webSocketImpl })),
      }),
    ),
  ),
);
