import { createAuthorizedFetch } from '@token-refresher/core';
import { createClient as createSseClient } from 'graphql-sse';
import ky from 'ky';
import createOpenApiClient from 'openapi-fetch';
import { Environment, fetchQuery, Network, RecordSource, Store } from 'relay-runtime';
import { createClient as createVillusClient, fetch as fetchPlugin } from 'villus';
import { type AppStage, type ClientApp, query } from '../client-app.ts';

const by = 'createAuthorizedFetch';
const authorized = ({ url, tokens }: AppStage) => createAuthorizedFetch(tokens, { origins: [new URL(url).origin] });
const json = { 'content-type': 'application/json' };

export const kyApp: ClientApp = {
  name: 'ky',
  by,
  packages: ['ky'],
  start(stage) {
    const api = ky.create({ fetch: authorized(stage) });
    return { show: async () => (await api.post(stage.url, { json: { query } }).json<{ data: unknown }>()).data };
  },
};

interface Paths {
  '/graphql': {
    get: {
      parameters: { query: { query: string } };
      responses: { 200: { content: { 'application/json': { data: { viewer: string } } } } };
    };
  };
}

export const openApiFetch: ClientApp = {
  name: 'openapi-fetch',
  by,
  packages: ['openapi-fetch'],
  start(stage) {
    const client = createOpenApiClient<Paths>({ baseUrl: new URL(stage.url).origin, fetch: authorized(stage) });
    return { show: async () => (await client.GET('/graphql', { params: { query: { query } } })).data?.data };
  },
};

export const graphqlSse: ClientApp = {
  name: 'graphql-sse',
  by,
  packages: ['graphql-sse'],
  start(stage) {
    const client = createSseClient({ url: stage.url, fetchFn: authorized(stage), retryAttempts: 0 });
    return {
      show: () =>
        new Promise((resolve, reject) => {
          let shown: unknown;
          client.subscribe(
            { query },
            { next: ({ data }) => (shown = data), error: reject, complete: () => resolve(shown) },
          );
        }),
      stop: () => client.dispose(),
    };
  },
};

export const villus: ClientApp = {
  name: 'villus with Vue',
  by,
  packages: ['villus', 'vue'],
  start(stage) {
    const client = createVillusClient({ url: stage.url, use: [fetchPlugin({ fetch: authorized(stage) })] });
    return {
      async show() {
        const { data, error } = await client.executeQuery({ query, cachePolicy: 'network-only' });
        if (error) throw error;
        return data;
      },
    };
  },
};

/** What Relay's compiler makes of the query. */
const selections = [{ kind: 'ScalarField', name: 'viewer', alias: null, args: null, storageKey: null }];
const artifact = {
  kind: 'Request',
  fragment: { kind: 'Fragment', name: 'Viewer', type: 'Query', metadata: null, argumentDefinitions: [], selections },
  operation: { kind: 'Operation', name: 'Viewer', argumentDefinitions: [], selections },
  params: { name: 'Viewer', text: query, operationKind: 'query', id: null, cacheID: 'viewer', metadata: {} },
} as const;

export const relay: ClientApp = {
  name: 'Relay',
  by,
  packages: ['relay-runtime'],
  start(stage) {
    const send = authorized(stage);
    const network = Network.create(async ({ text }, variables) => {
      const body = JSON.stringify({ query: text, variables });
      const response = await send(stage.url, { method: 'POST', headers: json, body });
      return response.json();
    });
    const environment = new Environment({ network, store: new Store(new RecordSource()) });
    return { show: () => Promise.resolve(fetchQuery(environment, artifact as never, {}).toPromise()) };
  },
};
