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
});
