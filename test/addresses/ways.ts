import { createHash } from 'node:crypto';
import type * as BatchHttp from '@apollo/client/link/batch-http';
import type * as SettingContext from '@apollo/client/link/context';
import type * as PersistedQueries from '@apollo/client/link/persisted-queries';
import type * as Retrying from '@apollo/client/link/retry';
import { createAuthorizedFetch, type TokenRefresher } from '@token-refresher/core';
import { tokenRefreshMiddleware } from '@token-refresher/graphql-request';
import { tokenInConnectionParams, tokenInUrl } from '@token-refresher/graphql-ws';
import { tokenRefreshAuth, tokenRefreshExchange } from '@token-refresher/urql';
import * as urql6 from '@urql/core';
import * as urql5 from '@urql/core-5';
import { authExchange as authExchange3 } from '@urql/exchange-auth';
import { authExchange as authExchange2 } from '@urql/exchange-auth-2';
import { persistedExchange as persistedExchange5 } from '@urql/exchange-persisted';
import { persistedExchange as persistedExchange4 } from '@urql/exchange-persisted-4';
import { GraphQLClient as GraphQLClient7 } from 'graphql-request';
import { GraphQLClient as GraphQLClient6 } from 'graphql-request-6';
import { createClient } from 'graphql-ws';
import { loadApollo } from '../apollo-peers/apollo-versions.ts';

/** What a way is tried with. */
export interface Scene {
  readonly tokens: TokenRefresher;
  /** An address whose origin is named. */
  readonly known: string;
  readonly fetch: typeof fetch;
  /** A WebSocket class, in the same way. */
  readonly WebSocket: new (
    url: string,
    protocols: string,
  ) => unknown;
}

/** Sends an operation to the address, told in one of the ways in which a client can be told one. May fail. */
export type Way = (address: string, scene: Scene) => Promise<unknown>;

const query = 'query Viewer { viewer }';
const other = 'query Other { viewer }';
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
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
    'batch of several': (address, scene) =>
      new Client(address, config(scene)).batchRequests([{ document: query }, { document: other }]),
    'batch of several, GET': (address, scene) =>
      new Client(address, config(scene, { method: 'GET' })).batchRequests([{ document: query }, { document: other }]),
    'batch of several, setEndpoint': (address, scene) =>
      new Client(scene.known, config(scene))
        .setEndpoint(address)
        .batchRequests([{ document: query }, { document: other }]),
    requestMiddleware: (address, scene) =>
      new Client(
        scene.known,
        config(scene, { requestMiddleware: (request: object) => ({ ...request, url: address }) }),
      ).request(query),
  };
}

function urql(
  core: typeof urql6,
  authExchange: typeof authExchange3,
  persistedExchange: typeof persistedExchange5,
): Record<string, Way> {
  const { fetchExchange, mapExchange, makeOperation } = core;
  const ask = async (
    url: string,
    { tokens, fetch, known }: Scene,
    {
      context = {},
      before = [],
      behind = [],
      isAuth = false,
    }: { context?: object; before?: urql6.Exchange[]; behind?: urql6.Exchange[]; isAuth?: boolean } = {},
  ) => {
    const origins = [new URL(known).origin];
    const ours = isAuth ? authExchange(tokenRefreshAuth(tokens, { origins })) : tokenRefreshExchange(tokens);
    const client = core.createClient({ url, fetch, exchanges: [...before, ours, ...behind, fetchExchange] });
    return client.query(query, {}, context).toPromise();
  };
  const moving = (address: string) =>
    mapExchange({
      onOperation: (operation) => makeOperation(operation.kind, operation, { ...operation.context, url: address }),
    });
  const persisted = () =>
    persistedExchange({ preferGetForPersistedQueries: true, generateHash: async (q) => sha256(q) });
  return {
    'its url': (address, scene) => ask(address, scene),
    'persisted queries by GET': (address, scene) => ask(address, scene, { before: [persisted()] }),
    "persisted queries by GET, an operation's url": (address, scene) =>
      ask(scene.known, scene, { before: [persisted()], context: { url: address } }),
    'persisted queries by GET, an exchange behind': (address, scene) =>
      ask(scene.known, scene, { behind: [persisted(), moving(address)] }),
    'authExchange, persisted queries by GET': (address, scene) =>
      ask(address, scene, { isAuth: true, before: [persisted()] }),
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
  const { createPersistedQueryLink } = await apollo.entry<typeof PersistedQueries>('link/persisted-queries');
  const document = gql(query);
  const ask = async (chain: InstanceType<typeof ApolloLink>[], context: object = {}) => {
    const client = new ApolloClient({ cache: new InMemoryCache(), link: ApolloLink.from(chain) });
    await client.query({ query: document, context, fetchPolicy: 'no-cache' }).finally(() => client.stop());
  };
  /** Two operations at once, each with a context of its own. */
  const askTwo = async (chain: InstanceType<typeof ApolloLink>[], contexts: readonly object[]) => {
    const client = new ApolloClient({ cache: new InMemoryCache(), link: ApolloLink.from(chain) });
    const queries = [document, gql(other)].map((query, index) =>
      client.query({ query, context: contexts[index] ?? {}, fetchPolicy: 'no-cache' }),
    );
    await Promise.allSettled(queries).finally(() => client.stop());
  };
  const batching = ({ fetch }: Scene, more: object = {}) =>
    new BatchHttpLink({ fetch, batchMax: 2, batchInterval: 1, ...more });
  const persisted = () => createPersistedQueryLink({ sha256, useGETForHashedQueries: true });
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
    'BatchHttpLink, several': (address, scene) =>
      askTwo([link(scene), batching(scene)], [{ uri: address }, { uri: address }]),
    'BatchHttpLink, several, its own uri': (address, scene) =>
      askTwo([link(scene), batching(scene, { uri: address })], []),
    'BatchHttpLink, several with different addresses': (address, scene) =>
      askTwo([link(scene), batching(scene)], [{ uri: scene.known }, { uri: address }]),
    'BatchHttpLink, one batch of different addresses': (address, scene) =>
      askTwo([link(scene), batching(scene, { batchKey: () => 'all' })], [{ uri: address }, { uri: scene.known }]),
    'BatchHttpLink, one batch, the address in the second': (address, scene) =>
      askTwo([link(scene), batching(scene, { batchKey: () => 'all' })], [{ uri: scene.known }, { uri: address }]),
    'persisted queries by GET': (address, scene) =>
      ask([persisted(), link(scene), new HttpLink({ fetch: scene.fetch })], { uri: address }),
    'persisted queries by GET, the link before': (address, scene) =>
      ask([link(scene), persisted(), new HttpLink({ fetch: scene.fetch })], { uri: address }),
    'persisted queries by GET, a function': (address, scene) =>
      ask([persisted(), link(scene, () => address), new HttpLink({ uri: () => address, fetch: scene.fetch })]),
    'persisted queries by GET, a link behind': (address, scene) =>
      ask([link(scene), persisted(), leading(address), new HttpLink({ fetch: scene.fetch })]),
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

/** An address as WebSockets have it. */
const asSocket = (address: string) => address.replace(/^(\s*)http/i, '$1ws');

type SocketParts = Pick<Parameters<typeof createClient>[0], 'url'> & { readonly webSocketImpl: unknown };

async function subscribe(parts: SocketParts, times = 1): Promise<void> {
  const client = createClient({ ...parts, retryAttempts: 0, lazyCloseTimeout: 0, onNonLazyError: () => {} });
  for (let time = 0; time < times; time++) {
    await new Promise<unknown>((resolve) =>
      client.subscribe({ query }, { next() {}, error: resolve, complete: () => resolve(undefined) }),
    );
  }
  await client.dispose();
}

const graphqlWs: Record<string, Way> = {
  tokenInUrl: (address, { tokens, WebSocket }) =>
    subscribe(tokenInUrl(tokens, asSocket(address), { webSocketImpl: WebSocket })),
  'tokenInUrl, a URL': async (address, { tokens, WebSocket }) =>
    subscribe(tokenInUrl(tokens, new URL(asSocket(address)), { webSocketImpl: WebSocket })),
  'tokenInUrl, a URL that changes': async (address, { tokens, known, WebSocket }) => {
    const url = new URL(asSocket(known));
    const parts = tokenInUrl(tokens, url, { webSocketImpl: WebSocket });
    url.href = new URL(asSocket(address)).href;
    return subscribe(parts);
  },
  'tokenInUrl, its url as a function beside it': (address, { tokens, known, WebSocket }) =>
    subscribe({ ...tokenInUrl(tokens, asSocket(known), { webSocketImpl: WebSocket }), url: () => address }),
  tokenInConnectionParams: (url, { tokens, WebSocket }) =>
    subscribe({ url, ...tokenInConnectionParams(tokens, { webSocketImpl: WebSocket }) }),
  'tokenInConnectionParams, a function': (address, { tokens, WebSocket }) =>
    subscribe({ url: () => address, ...tokenInConnectionParams(tokens, { webSocketImpl: WebSocket }) }),
  'tokenInConnectionParams, a function that returns a promise': (address, { tokens, WebSocket }) =>
    subscribe({
      url: async () => asSocket(address),
      ...tokenInConnectionParams(tokens, { webSocketImpl: WebSocket }),
    }),
  'tokenInConnectionParams, a function that leads elsewhere the second time': (address, scene) => {
    const { tokens, known, WebSocket } = scene;
    const addresses = [known, asSocket(address)];
    const url = () => addresses.shift() ?? asSocket(address);
    return subscribe({ url, ...tokenInConnectionParams(tokens, { webSocketImpl: WebSocket }) }, 2);
  },
};

/** By client. The adapters' types follow the one version that an application has installed; here there are two. */
export const ways: Readonly<Record<string, Readonly<Record<string, Way>>>> = {
  createAuthorizedFetch: authorizedFetch,
  'graphql-request 7.4.0': graphqlRequest(GraphQLClient7),
  'graphql-request 6.1.0': graphqlRequest(GraphQLClient6 as unknown as typeof GraphQLClient7),
  '@urql/core 6.0.3': urql(urql6, authExchange3, persistedExchange5),
  '@urql/core 5.2.0': urql(
    urql5 as unknown as typeof urql6,
    authExchange2 as unknown as typeof authExchange3,
    persistedExchange4 as unknown as typeof persistedExchange5,
  ),
  'Apollo Client 3.8.0': await apolloWays('3.8.0'),
  'Apollo Client 4.3.8': await apolloWays('4.3.8'),
  'graphql-ws 6.4.2': graphqlWs,
};
