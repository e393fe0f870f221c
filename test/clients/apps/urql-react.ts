import '../document.ts';
import { createElement } from 'react';
import { createRoot } from 'react-dom/client';
import { Provider, useQuery } from 'urql';
import { type ClientApp, query } from '../client-app.ts';
import { element } from '../document.ts';
import { urqlClient } from './urql-client.ts';

function Viewer({ show }: { show(result: { data?: unknown; error?: unknown }): void }) {
  const [{ data, error }] = useQuery({ query });
  if (data ?? error) queueMicrotask(() => show({ data, error }));
  return null;
}

export const urqlReact: ClientApp = {
  name: 'urql with React',
  by: 'urql',
  packages: ['urql', 'react'],
  start(stage) {
    return {
      show() {
        const value = urqlClient(stage);
        const root = createRoot(element());
        return new Promise((resolve, reject) => {
          const show = ({ data, error }: { data?: unknown; error?: unknown }) => {
            root.unmount();
            error ? reject(error) : resolve(data);
          };
          root.render(createElement(Provider, { value, children: createElement(Viewer, { show }) }));
        });
      },
    };
  },
};
