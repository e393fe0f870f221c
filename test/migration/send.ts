import { gql as apolloGql } from '@apollo/client/core';

interface UrqlClient {
  executeRequestOperation: unknown;
  query(document: string, variables: object, context: object): Promise<{ readonly error?: Error }>;
}
interface ApolloClient {
  query(options: object): Promise<unknown>;
}
interface AxiosModule {
  query(document: string): Promise<unknown>;
}

/** Sends one operation that no cache answers through what an example exports; rejects when its caller sees it fail. */
export async function send(example: unknown, text: string): Promise<void> {
  const document = `{ echo(text: "${text}") }`;
  const { client, query } = example as { readonly client: UrqlClient | ApolloClient } & Partial<AxiosModule>;
  if (query) await query(document);
  else if ('executeRequestOperation' in client) {
    const { error } = await client.query(document, {}, { requestPolicy: 'network-only' });
    if (error) throw error;
  } else await client.query({ query: apolloGql(document), fetchPolicy: 'no-cache' });
}
