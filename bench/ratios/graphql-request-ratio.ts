// Measures how much longer a graphql-request call takes with the middleware than with a fixed Authorization header.
import { GraphQLClient } from 'graphql-request';
import { printRatios } from './print-ratios.ts';

const query = '{ viewer }';

await printRatios<typeof import('@token-refresher/graphql-request')>({
  client: 'graphql-request',
  adapter: 'graphql-request',
  name: 'tokenRefreshMiddleware',
  plain({ url, token }) {
    const client = new GraphQLClient(url, { headers: { authorization: `Bearer ${token}` } });
    return () => client.request(query);
  },
  ours({ url, token }, { core, adapter }) {
    const tokens = core.createTokenRefresher(core.staticToken(token));
    const client = new GraphQLClient(url, adapter.tokenRefreshMiddleware(tokens));
    return () => client.request(query);
  },
  others: {
    'requestMiddleware and responseMiddleware'({ url, token }) {
      // What scripts have that do it by hand; here it need not do more than look.
      const client = new GraphQLClient(url, {
        requestMiddleware: async (request) => ({
          ...request,
          headers: { ...Object.fromEntries(new Headers(request.headers)), authorization: `Bearer ${token}` },
        }),
        responseMiddleware(response) {
          if (response instanceof Error) throw response;
        },
      });
      return () => client.request(query);
    },
  },
});
