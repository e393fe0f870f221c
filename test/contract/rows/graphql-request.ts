import { tokenRefreshMiddleware } from '@token-refresher/graphql-request';
import { GraphQLClient } from 'graphql-request';
import { GraphQLClient as GraphQLClient6 } from 'graphql-request-6';
import type { ContractClient, ContractRow } from '../contract-client.ts';

/** graphql-request in both major versions. */
export const graphqlRequest: readonly ContractRow[] = [
  row('graphql-request 7.4.0', GraphQLClient),
  // The adapter's types follow the one version that an application has installed; here there are two.
  row('graphql-request 6.1.0', GraphQLClient6 as unknown as typeof GraphQLClient),
];

function row(name: string, Client: typeof GraphQLClient): ContractRow {
  return {
    name,
    cannot: [],
    blindTo: [],
    create: ({ url, tokens, fetch, headers }) =>
      clientOf(
        new Client(
          url,
          tokenRefreshMiddleware(tokens, {
            ...(fetch && { fetch }),
            ...(headers && { headers: { ...headers } }),
            requestMiddleware: (request) =>
              request.operationName === 'SignIn' ? { ...request, tokenRefresh: false } : request,
          }),
        ),
      ),
    // Version 6 would send with node-fetch otherwise.
    createPlain: ({ url, token }) =>
      clientOf(new Client(url, { fetch: globalThis.fetch, headers: { authorization: `Bearer ${token}` } })),
    tokenErrorIn: (caught) => caught,
    statusOfResponse: (response) => (response as Response).status,
  };
}

function clientOf(client: GraphQLClient): ContractClient {
  const operate: ContractClient['query'] = (document, { variables = {}, signal, headers } = {}) =>
    client.request({ document, variables, requestHeaders: { ...headers }, ...(signal && { signal }) });
  return {
    query: operate,
    mutate: operate,
    batch: async (documents, { signal, headers } = {}) => {
      const results = await client.batchRequests({
        documents: documents.map((document) => ({ document })),
        requestHeaders: { ...headers },
        ...(signal && { signal }),
      });
      return results.map(({ data }) => data);
    },
    dispose: () => {},
  };
}
