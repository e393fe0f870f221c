import '../document.ts';
import { provideApolloClient, useQuery } from '@vue/apollo-composable';
import { createApp, defineComponent } from 'vue';
import { loadApollo } from '../../apollo-peers/apollo-versions.ts';
import { type ClientApp, query } from '../client-app.ts';
import { element } from '../document.ts';

// Vue's binding works with Apollo Client 3.
const { core, TokenRefreshLink } = await loadApollo('3.14.1');

export const apolloVue: ClientApp = {
  name: 'Apollo Client 3 with Vue',
  by: 'apollo',
  packages: ['@vue/apollo-composable', 'vue'],
  start({ url, tokens }) {
    const link = core.ApolloLink.from([new TokenRefreshLink(tokens, { uri: url }), new core.HttpLink({ uri: url })]);
    const client = new core.ApolloClient({ cache: new core.InMemoryCache(), link });
    return {
      show: () =>
        new Promise((resolve, reject) => {
          const app = createApp(
            defineComponent({
              setup() {
                provideApolloClient(client as never);
                const options = { fetchPolicy: 'network-only' } as never;
                const { onResult, onError } = useQuery<unknown>(core.gql(query), {}, options);
                onResult(({ data }) => data && resolve(data));
                onError(reject);
                return () => null;
              },
            }),
          );
          app.mount(element());
        }),
      stop: () => client.stop(),
    };
  },
};
