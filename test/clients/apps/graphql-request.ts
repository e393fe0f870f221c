import { QueryClient } from '@tanstack/react-query';
import { tokenRefreshMiddleware } from '@token-refresher/graphql-request';
import { GraphQLClient } from 'graphql-request';
import { type ClientApp, query } from '../client-app.ts';

export const tanstackQuery: ClientApp = {
  name: 'graphql-request with TanStack Query',
  by: 'graphql-request',
  packages: ['graphql-request', '@tanstack/react-query'],
  start({ url, tokens }) {
    const client = new GraphQLClient(url, tokenRefreshMiddleware(tokens));
    const queries = new QueryClient();
    return {
      show: () =>
        queries.fetchQuery({
          queryKey: ['viewer'],
          queryFn: ({ signal }) => client.request({ document: query, signal }),
        }),
      stop: () => queries.clear(),
    };
  },
};
