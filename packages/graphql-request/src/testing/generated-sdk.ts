import { type GraphQLClient, gql, type RequestOptions } from 'graphql-request';

/** What `@graphql-codegen/typescript-graphql-request` 7.1.0 generates for these three operations, formatted; `?? {}` is for this repository's exactOptionalPropertyTypes. */

type GraphQLClientRequestHeaders = RequestOptions['requestHeaders'];
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
export type EchoQueryVariables = Exact<{ text: string }>;
export type EchoQuery = { echo: string | null };
export type CountMutationVariables = Exact<{ [key: string]: never }>;
export type CountMutation = { count: number | null };

export const EchoDocument = gql`
  query Echo($text: String!) {
    echo(text: $text)
  }
`;
export const CountDocument = gql`
  mutation Count {
    count
  }
`;

export type SdkFunctionWrapper = <T>(
  action: (requestHeaders?: Record<string, string>) => Promise<T>,
  operationName: string,
  operationType?: string,
  variables?: unknown,
) => Promise<T>;

const defaultWrapper: SdkFunctionWrapper = (action, _operationName, _operationType, _variables) => action();

export function getSdk(client: GraphQLClient, withWrapper: SdkFunctionWrapper = defaultWrapper) {
  return {
    Echo(
      variables: EchoQueryVariables,
      requestHeaders?: GraphQLClientRequestHeaders,
      signal?: RequestInit['signal'],
    ): Promise<EchoQuery> {
      return withWrapper(
        (wrappedRequestHeaders) =>
          client.request<EchoQuery>({
            document: EchoDocument,
            variables,
            requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders },
            signal,
          }),
        'Echo',
        'query',
        variables,
      );
    },
    Count(
      variables?: CountMutationVariables,
      requestHeaders?: GraphQLClientRequestHeaders,
      signal?: RequestInit['signal'],
    ): Promise<CountMutation> {
      return withWrapper(
        (wrappedRequestHeaders) =>
          client.request<CountMutation>({
            document: CountDocument,
            variables: variables ?? {},
            requestHeaders: { ...requestHeaders, ...wrappedRequestHeaders },
            signal,
          }),
        'Count',
        'mutation',
        variables,
      );
    },
  };
}
