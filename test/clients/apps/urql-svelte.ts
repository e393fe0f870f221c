import { queryStore } from '@urql/svelte';
import { type ClientApp, query } from '../client-app.ts';
import { urqlClient } from './urql-client.ts';

export const urqlSvelte: ClientApp = {
  name: 'urql with Svelte',
  by: 'urql',
  packages: ['@urql/svelte', 'svelte'],
  start(stage) {
    const client = urqlClient(stage);
    return {
      show: () =>
        new Promise((resolve, reject) => {
          const viewer = queryStore({ client, query, requestPolicy: 'network-only' });
          const leave = viewer.subscribe(({ fetching, data, error }) => {
            if (fetching) return;
            queueMicrotask(() => leave());
            error ? reject(error) : resolve(data);
          });
        }),
    };
  },
};
