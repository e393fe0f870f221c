import '../document.ts';
import { provideClient, useQuery } from '@urql/vue';
import { createApp, defineComponent, h } from 'vue';
import { type ClientApp, query } from '../client-app.ts';
import { element } from '../document.ts';
import { urqlClient } from './urql-client.ts';

export const urqlVue: ClientApp = {
  name: 'urql with Vue',
  by: 'urql',
  packages: ['@urql/vue', 'vue'],
  start(stage) {
    return {
      show: () =>
        new Promise((resolve, reject) => {
          const Viewer = defineComponent({
            setup() {
              useQuery({ query }).then(({ data, error }) => (error.value ? reject(error.value) : resolve(data.value)));
              return () => null;
            },
          });
          const app = createApp(
            defineComponent({
              setup() {
                provideClient(urqlClient(stage));
                return {};
              },
              render() {
                return h(Viewer);
              },
            }),
          );
          app.mount(element());
        }),
    };
  },
};
