import { createAuthorizedFetch } from '@token-refresher/core';
import { createClient as createSseClient } from 'graphql-sse';
import ky from 'ky';
import createOpenApiClient from 'openapi-fetch';
import { createClient as createVillusClient, fetch as fetchPlugin } from 'villus';
import { type AppStage, type ClientApp, query } from '../client-app.ts';

const by = 'createAuthorizedFetch';
const authorized = ({ url, tokens }: AppStage) => createAuthorizedFetch(tokens, { origins: [new URL(url).origin] });

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
