export { clientCredentials } from './client-credentials.ts';
export type {
  ClientCredentialsOptions,
  ClientPrivateKeyOptions,
  ClientSecretOptions,
  TokenEndpointOptions,
} from './client-credentials-options.ts';
