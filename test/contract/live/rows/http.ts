import { ApolloClient, type ApolloLink, gql, HttpLink, InMemoryCache } from '@apollo/client';
import { TokenRefreshLink } from '@token-refresher/apollo';
import { createAuthorizedFetch } from '@token-refresher/core';
import { tokenRefreshExchange } from '@token-refresher/urql';
import { type Exchange, fetchExchange, Client as UrqlClient } from '@urql/core';
import { createClient } from 'graphql-sse';
import { pipe, subscribe } from 'wonka';
import type { LiveClient, LiveRow } from '../live-client.ts';
import type { LiveStage } from '../live-stage.ts';

const authorizedFetch = ({ api, tokens }: LiveStage) => createAuthorizedFetch(tokens, { origins: [api.origin] });

function overSse(stage: LiveStage): LiveClient {
  const client = createClient({ url: stage.api.url, fetchFn: authorizedFetch(stage), retryAttempts: 0 });
  return {
    subscribe(query, { next, error }) {
      client.subscribe(
        { query },
        { next: ({ data, errors }) => (data ? next(data) : error(errors)), error, complete() {} },
      );
    },
    dispose: () => client.dispose(),
  };
}

function overApollo(link: ApolloLink): LiveClient {
  const client = new ApolloClient({ link, cache: new InMemoryCache() });
  const left: (() => void)[] = [];
  return {
    subscribe(query, sink) {
      const subscription = client.subscribe({ query: gql(query), fetchPolicy: 'no-cache' }).subscribe({
        next: ({ data, error }) => (data ? sink.next(data) : sink.error(error)),
        error: sink.error,
      });
      left.push(() => subscription.unsubscribe());
    },
    dispose() {
      for (const leave of left) leave();
    },
  };
}

function overUrql({ api }: LiveStage, exchanges: Exchange[], fetch?: typeof globalThis.fetch): LiveClient {
  const client = new UrqlClient({ url: api.url, fetchSubscriptions: true, exchanges, ...(fetch && { fetch }) });
  const left: (() => void)[] = [];
  return {
    subscribe(query, sink) {
      const { unsubscribe } = pipe(
        client.subscription(query, {}),
        subscribe(({ data, error }) => (data ? sink.next(data) : sink.error(error))),
      );
      left.push(unsubscribe);
    },
    dispose() {
      for (const leave of left) leave();
    },
  };
}

const clients: Record<string, LiveRow['create']> = {
  'graphql-sse, over the authorized fetch': overSse,
  "multipart, Apollo's HttpLink over the authorized fetch": (stage) =>
    overApollo(new HttpLink({ uri: stage.api.url, fetch: authorizedFetch(stage) })),
  "multipart, Apollo's HttpLink behind TokenRefreshLink": ({ api, tokens }) =>
    overApollo(new TokenRefreshLink(tokens).concat(new HttpLink({ uri: api.url }))),
  "server-sent events, urql's fetchExchange over the authorized fetch": (stage) =>
    overUrql(stage, [fetchExchange], authorizedFetch(stage)),
  "server-sent events, urql's fetchExchange behind tokenRefreshExchange": (stage) =>
    overUrql(stage, [tokenRefreshExchange(stage.tokens), fetchExchange]),
};

/** Subscriptions over HTTP: server-sent events and Apollo's multipart protocol. */
export const httpRows: readonly LiveRow[] = Object.entries(clients).map(([name, create]) => ({
  name,
  transport: 'HTTP',
  place: 'header',
  create,
}));
