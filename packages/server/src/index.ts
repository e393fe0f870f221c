export { clientCredentials } from './grants/client-credentials.ts';
export type {
  ClientCredentialsOptions,
  ClientPrivateKeyOptions,
  ClientSecretOptions,
  TokenEndpointOptions,
} from './grants/client-credentials-options.ts';
export type { ProxiedOperation } from './pages/graphql-operations.ts';
export { createGraphQLProxy, type GraphQLProxy, type GraphQLProxyOptions } from './pages/graphql-proxy.ts';
export type { PageAccessOptions, PageVerdict } from './pages/page-access.ts';
export type { DenialReason, FailureReason, PageEvent } from './pages/page-events.ts';
export { createTokenBroker, type TokenBroker, type TokenBrokerOptions } from './pages/token-broker.ts';
