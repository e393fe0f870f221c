import type { DefaultContext } from '@apollo/client/core';
import { type ApolloWithLink, apolloVersions, loadApollo } from '../../apollo-peers/apollo-versions.ts';
import type { ContractClient, ContractRow, OperationOptions } from '../contract-client.ts';

type Client = InstanceType<ApolloWithLink['core']['ApolloClient']>;

/** Apollo Client, the oldest and the newest of both major versions. */
export const apollo: readonly ContractRow[] = (await Promise.all(apolloVersions.map(loadApollo))).map(row);

function row(apollo: ApolloWithLink): ContractRow {
  const { ApolloLink, HttpLink } = apollo.core;
  return {
    name: `Apollo Client ${apollo.version}`,
    // Of BatchHttpLink, which is another client to the API, packages/apollo has its own tests.
    cannot: ['batch'],
    blindTo: [],
    create: ({ url, tokens, fetch, headers }) =>
      clientOf(
        apollo,
        ApolloLink.from([
          new apollo.TokenRefreshLink(tokens, { uri: url }),
          new HttpLink({ uri: url, ...(fetch && { fetch }), ...(headers && { headers: { ...headers } }) }),
        ]),
      ),
    createPlain: ({ url, token }) =>
      clientOf(apollo, new HttpLink({ uri: url, headers: { authorization: `Bearer ${token}` } })),
    // Apollo 3 wraps what a link fails with.
    tokenErrorIn: (caught) => (apollo.isVersion3 ? (caught as { networkError?: unknown }).networkError : caught),
    statusOfResponse: (response) => (response as { statusCode?: number }).statusCode,
  };
}

function clientOf({ core }: ApolloWithLink, link: InstanceType<ApolloWithLink['core']['ApolloLink']>): ContractClient {
  const client: Client = new core.ApolloClient({ cache: new core.InMemoryCache(), link, devtools: { enabled: false } });
  const contextOf = ({ signal, headers, tokenRefresh }: OperationOptions) => ({
    queryDeduplication: false,
    ...(tokenRefresh === false && { tokenRefresh }),
    ...(headers && { headers }),
    ...(signal && { fetchOptions: { signal } }),
  });
  return {
    query: async (document, { variables = {}, ...options } = {}) => {
      const context: DefaultContext = contextOf(options);
      const query = core.gql(document);
      return (await client.query({ query, variables, context, fetchPolicy: 'no-cache' })).data;
    },
    mutate: async (document, { variables = {}, ...options } = {}) => {
      const context: DefaultContext = contextOf(options);
      const mutation = core.gql(document);
      return (await client.mutate({ mutation, variables, context, fetchPolicy: 'no-cache' })).data;
    },
    dispose: () => client.stop(),
  };
}
