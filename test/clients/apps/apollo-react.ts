import '../document.ts';
import { gql } from '@apollo/client';
import { ApolloProvider, useQuery } from '@apollo/client/react';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { type ClientApp, query } from '../client-app.ts';
import { element } from '../document.ts';
import { apolloClient } from './apollo-client.ts';

function Viewer({ show }: { show(result: { data?: unknown; error?: unknown }): void }) {
  const { data, error } = useQuery(gql(query), { fetchPolicy: 'network-only' });
  if (data ?? error) queueMicrotask(() => show({ data, error }));
  return null;
}

export const apolloReact: ClientApp = {
  name: 'Apollo Client with React',
  by: 'apollo',
  packages: ['@apollo/client', 'react'],
  start(stage) {
    const client = apolloClient(stage);
    return {
      show() {
        const root = createRoot(element());
        return new Promise((resolve, reject) => {
          const show = ({ data, error }: { data?: unknown; error?: unknown }) => {
            root.unmount();
            error ? reject(error) : resolve(data);
          };
          root.render(createElement(ApolloProvider, { client, children: createElement(Viewer, { show }) }));
        });
      },
      stop: () => client.stop(),
    };
  },
};
