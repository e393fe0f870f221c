import { tokenRefreshExchange } from '@token-refresher/urql';
import { cacheExchange, createClient, fetchExchange } from '@urql/core';
import { createQuery, Provider } from '@urql/solid';
import { createComponent, createRenderEffect, createRoot } from 'solid-js';
import { type AppStage, query } from '../../client-app.ts';

/** What a page with Solid has: a component below urql's provider, which shows the viewer. */
export function showViewer({ url, tokens }: AppStage): Promise<unknown> {
  const exchanges = [cacheExchange, tokenRefreshExchange(tokens), fetchExchange];
  const value = createClient({ url, exchanges, requestPolicy: 'network-only', preferGetMethod: false });
  return new Promise((resolve, reject) => {
    createRoot((dispose) => {
      const Viewer = () => {
        const [viewer] = createQuery<unknown>({ query });
        createRenderEffect(() => {
          const { fetching, data, error } = viewer;
          if (fetching || !(data ?? error)) return;
          queueMicrotask(dispose);
          error ? reject(error) : resolve(data);
        });
        return null;
      };
      createComponent(Provider, {
        value,
        get children() {
          return createComponent(Viewer, {});
        },
      });
    });
  });
}
