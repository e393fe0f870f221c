import type * as BatchHttp from '@apollo/client/link/batch-http';
import type * as SettingContext from '@apollo/client/link/context';
import type * as Retrying from '@apollo/client/link/retry';
import { createAuthorizedFetch, type TokenRefresher } from '@token-refresher/core';
import { tokenRefreshMiddleware } from '@token-refresher/graphql-request';
import { tokenRefreshAuth, tokenRefreshExchange } from '@token-refresher/urql';
import * as urql6 from '@urql/core';
import * as urql5 from '@urql/core-5';
import { authExchange as authExchange3 } from '@urql/exchange-auth';
import { authExchange as authExchange2 } from '@urql/exchange-auth-2';
import { GraphQLClient as GraphQLClient7 } from 'graphql-request';
import { GraphQLClient as GraphQLClient6 } from 'graphql-request-6';
import { loadApollo } from '../apollo-peers/apollo-versions.ts';

/** What a way is tried with. */
export interface Scene {
  readonly tokens: TokenRefresher;
  /** An address whose origin is named. */
  readonly known: string;
  readonly fetch: typeof fetch;
}

/** Sends an operation to the address, told in one of the ways in which a client can be told one. May fail. */
export type Way = (address: string, scene: Scene) => Promise<unknown>;

const query = 'query Viewer { viewer }';
const post: RequestInit = {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query }),
};

const authorizedFetch: Record<string, Way> = {
  text: (address, { tokens, fetch }) => createAuthorizedFetch(tokens, { fetch })(address, post),
  GET: (address, { tokens, fetch }) => createAuthorizedFetch(tokens, { fetch })(`${address}?query={viewer}`),
  'a URL': async (address, { tokens, fetch }) => createAuthorizedFetch(tokens, { fetch })(new URL(address), post),
  'a URL that changes': async (address, { tokens, fetch, known }) => {
    const url = new URL(known);
    const call = createAuthorizedFetch(tokens, { fetch })(url, post);
    url.href = new URL(address).href;
    return call;
  },
  'a Request': async (address, { tokens, fetch }) =>
    createAuthorizedFetch(tokens, { fetch })(new Request(address, post)),
  'an object': (address, { tokens, fetch }) =>
    createAuthorizedFetch(tokens, { fetch })({ toString: () => address } as never, post),
};

function graphqlRequest(Client: typeof GraphQLClient7): Record<string, Way> {
  const config = ({ tokens, fetch }: Scene, more: object = {}) => tokenRefreshMiddleware(tokens, { fetch, ...more });
  return {
    'its URL': (address, scene) => new Client(address, config(scene)).request(query),
    setEndpoint: (address, scene) => new Client(scene.known, config(scene)).setEndpoint(address).request(query),
    GET: (address, scene) => new Client(address, config(scene, { method: 'GET' })).request(query),
    batch: (address, scene) => new Client(address, config(scene)).batchRequests([{ document: query }]),
    requestMiddleware: (address, scene) =>
      new Client(
        scene.known,
        config(scene, { requestMiddleware: (request: object) => ({ ...request, url: address }) }),
      ).request(query),
  };
}

function urql(core: typeof urql6, authExchange: typeof authExchange3): Record<string, Way> {
  const { fetchExchange, mapExchange, makeOperation } = core;
  const ask = async (
    url: string,
    { tokens, fetch, known }: Scene,
    {
      context = {},
      behind = [],
      isAuth = false,
    }: { context?: object; behind?: urql6.Exchange[]; isAuth?: boolean } = {},
  ) => {
    const origins = [new URL(known).origin];
    const ours = isAuth ? authExchange(tokenRefreshAuth(tokens, { origins })) : tokenRefreshExchange(tokens);
    const client = core.createClient({ url, fetch, exchanges: [ours, ...behind, fetchExchange] });
    return client.query(query, {}, context).toPromise();
  };
  const moving = (address: string) =>
    mapExchange({
      onOperation: (operation) => makeOperation(operation.kind, operation, { ...operation.context, url: address }),
    });
  return {
    'its url': (address, scene) => ask(address, scene),
    'its url, POST': (address, scene) => ask(address, scene, { context: { preferGetMethod: false } }),
    "an operation's url": (address, scene) => ask(scene.known, scene, { context: { url: address } }),
    'an exchange behind': (address, scene) => ask(scene.known, scene, { behind: [moving(address)] }),
    'authExchange, its url': (address, scene) => ask(address, scene, { isAuth: true }),
    "authExchange, an operation's url": (address, scene) =>
      ask(scene.known, scene, { isAuth: true, context: { url: address, preferGetMethod: false } }),
  };
}

async function apolloWays(version: '3.8.0' | '4.3.8'): Promise<Record<string, Way>> {
  const apollo = await loadApollo(version);
  const { ApolloClient, ApolloLink, HttpLink, InMemoryCache, gql } = apollo.core;
  const { RetryLink } = await apollo.entry<typeof Retrying>('link/retry');
  const { BatchHttpLink } = await apollo.entry<typeof BatchHttp>('link/batch-http');
  const { setContext } = await apollo.entry<typeof SettingContext>('link/context');
  const document = gql(query);
  const ask = async (chain: InstanceType<typeof ApolloLink>[], context: object = {}) => {
    const client = new ApolloClient({ cache: new InMemoryCache(), link: ApolloLink.from(chain) });
    await client.query({ query: document, context, fetchPolicy: 'no-cache' }).finally(() => client.stop());
  };
  const link = ({ tokens, known }: Scene, uri: string | (() => string) = known) =>
    new apollo.TokenRefreshLink(tokens, { uri });
  /** A fetch whose first response says that the server is busy. */
  const busy = ({ fetch }: Scene): typeof fetch => {
    let isFirst = true;
    return async (input, init) => {
      const response = await fetch(input, init);
      if (!isFirst) return response;
      isFirst = false;
      return new Response('busy', { status: 503 });
    };
  };
  /** A RetryLink that goes on elsewhere. */
  const failover = (address: string) =>
    new RetryLink({
      delay: () => 0,
      attempts: (count, operation) => {
        operation.setContext({ uri: address });
        return count < 2;
      },
    });
  /** A link that copies the headers and leads elsewhere. */
  const leading = (address: string) => setContext((_, { headers }) => ({ uri: address, headers: { ...headers } }));
  return {
    'its uri': (address, scene) => ask([link(scene, address), new HttpLink({ uri: address, fetch: scene.fetch })]),
    'another uri than the link was told': (address, scene) =>
      ask([link(scene), new HttpLink({ uri: address, fetch: scene.fetch })]),
    'a function': (address, scene) =>
      ask([link(scene, () => address), new HttpLink({ uri: () => address, fetch: scene.fetch })]),
    'a function that the link does not know': (address, scene) =>
      ask([link(scene), new HttpLink({ uri: () => address, fetch: scene.fetch })]),
    'context.uri': (address, scene) => ask([link(scene), new HttpLink({ fetch: scene.fetch })], { uri: address }),
    GET: (address, scene) =>
      ask([link(scene), new HttpLink({ fetch: scene.fetch, useGETForQueries: true })], { uri: address }),
    BatchHttpLink: (address, scene) =>
      ask([link(scene), new BatchHttpLink({ uri: () => address, fetch: scene.fetch, batchMax: 1 })], { uri: address }),
    'BatchHttpLink, a function': (address, scene) =>
      ask([link(scene), new BatchHttpLink({ uri: () => address, fetch: scene.fetch, batchMax: 1 })]),
    'a context.uri that is an object': (address, scene) =>
      ask([link(scene), new HttpLink({ fetch: scene.fetch })], { uri: { toString: () => address } }),
    'a link behind': (address, scene) => ask([link(scene), leading(address), new HttpLink({ fetch: scene.fetch })]),
    'a split behind': (address, scene) => {
      const moved = leading(address).concat(new HttpLink({ uri: address, fetch: scene.fetch }));
      return ask([link(scene), ApolloLink.split(() => true, moved, new HttpLink({ fetch: scene.fetch }))]);
    },
    'a failover before': (address, scene) =>
      ask([failover(address), link(scene), new HttpLink({ uri: scene.known, fetch: busy(scene) })]),
    'a failover behind': (address, scene) =>
      ask([link(scene), failover(address), new HttpLink({ uri: scene.known, fetch: busy(scene) })]),
  };
}

/** By client. The adapters' types follow the one version that an application has installed; here there are two. */
export const ways: Readonly<Record<string, Readonly<Record<string, Way>>>> = {
  createAuthorizedFetch: authorizedFetch,
  'graphql-request 7.4.0': graphqlRequest(GraphQLClient7),
  'graphql-request 6.1.0': graphqlRequest(GraphQLClient6 as unknown as typeof GraphQLClient7),
  '@urql/core 6.0.3': urql(urql6, authExchange3),
  '@urql/core 5.2.0': urql(urql5 as unknown as typeof urql6, authExchange2 as unknown as typeof authExchange3),
  'Apollo Client 3.8.0': await apolloWays('3.8.0'),
  'Apollo Client 4.3.8': await apolloWays('4.3.8'),
};
