import { gql } from '@apollo/client';
import { readable } from 'svelte/store';
import { type ClientApp, query } from '../client-app.ts';
import { apolloClient } from './apollo-client.ts';

/** Apollo Client 4 has no binding for Svelte: a query is a store of a few lines. */
export const apolloSvelte: ClientApp = {
  name: 'Apollo Client with Svelte',
  by: 'apollo',
  packages: ['@apollo/client', 'svelte'],
  start(stage) {
    const client = apolloClient(stage);
    return {
      show() {
        const viewer = readable<{ data?: unknown; error?: unknown }>({}, (set) => {
          const watched = client.watchQuery({ query: gql(query), fetchPolicy: 'network-only' });
          const subscription = watched.subscribe(({ data, error }) => set({ data, error }));
          return () => subscription.unsubscribe();
        });
        return new Promise((resolve, reject) => {
          const leave = viewer.subscribe(({ data, error }) => {
            if (!(data ?? error)) return;
            queueMicrotask(() => leave());
            error ? reject(error) : resolve(data);
          });
        });
      },
      stop: () => client.stop(),
    };
  },
};
