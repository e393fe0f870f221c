export type {
  ClientAssertionOptions,
  ClientCertificateOptions,
  ClientIdOption,
  ClientPrivateKeyOptions,
  ClientSecretOptions,
  ConfidentialClientOptions,
  PublicClientOptions,
} from './client-authentication/client-options.ts';
export { type ClientCredentialsOptions, clientCredentials } from './grants/client-credentials.ts';
export type { TokenEndpointOptions, TokenRequestParameters } from './grants/endpoint-options.ts';
export { type RefreshTokenOptions, refreshToken } from './grants/refresh-token.ts';
export { type TokenRequestOptions, tokenRequest } from './grants/token-request.ts';
export type { NodeHandler, NodeRequest, NodeResponse } from './node/node-http.ts';
export { toNodeHandler } from './node/to-node-handler.ts';
export { createGraphQLProxy, type GraphQLProxy, type GraphQLProxyOptions } from './pages/graphql-proxy.ts';
export type { PageAccessOptions, PageVerdict } from './pages/page-endpoint/page-access.ts';
export type { DenialReason, FailureReason, PageEvent } from './pages/page-endpoint/page-events.ts';
export { createTokenBroker, type TokenBroker, type TokenBrokerOptions } from './pages/token-broker.ts';
