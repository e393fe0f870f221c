import '../document.ts';
import { Provider, useQuery } from '@urql/preact';
import { h, render } from 'preact';
import { type ClientApp, query } from '../client-app.ts';
import { element } from '../document.ts';
import { urqlClient } from './urql-client.ts';

function Viewer({ show }: { show(result: { data?: unknown; error?: unknown }): void }) {
  const [{ data, error }] = useQuery({ query });
  if (data ?? error) queueMicrotask(() => show({ data, error }));
  return null;
}

export const urqlPreact: ClientApp = {
  name: 'urql with Preact',
  by: 'urql',
  packages: ['@urql/preact', 'preact'],
  start(stage) {
    return {
      show() {
        const value = urqlClient(stage);
        const root = element();
        return new Promise((resolve, reject) => {
          const show = ({ data, error }: { data?: unknown; error?: unknown }) => {
            render(null, root);
            error ? reject(error) : resolve(data);
          };
          render(h(Provider, { value, children: h(Viewer, { show }) }), root);
        });
      },
    };
  },
};
