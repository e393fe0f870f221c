export { clientCredentials } from './client-credentials.ts';
export type {
  ClientCredentialsOptions,
  ClientPrivateKeyOptions,
  ClientSecretOptions,
  TokenEndpointOptions,
} from './client-credentials-options.ts';
export { createGraphQLProxy, type GraphQLProxy, type GraphQLProxyOptions } from './graphql-proxy.ts';
export type { PageAccessOptions } from './page-endpoint.ts';
export type { FailureReason, PageEvent, RefusalReason } from './page-events.ts';
export { createTokenBroker, type TokenBroker, type TokenBrokerOptions } from './token-broker.ts';
