// The public API, without its documentation. Written by `npx -y pnpm@10 api`.

declare module '@token-refresher/server' {
  import { Clock, FetchToken, TokenRefresher } from '@token-refresher/core';
  import { CryptoKey } from 'oauth4webapi';
  export {
    type ClientCredentialsOptions,
    type ClientPrivateKeyOptions,
    type ClientSecretOptions,
    type DenialReason,
    type FailureReason,
    type GraphQLProxy,
    type GraphQLProxyOptions,
    type PageAccessOptions,
    type PageEvent,
    type PageVerdict,
    type ProxiedOperation,
    type TokenBroker,
    type TokenBrokerOptions,
    type TokenEndpointOptions,
    clientCredentials,
    createGraphQLProxy,
    createTokenBroker,
  };
  type ClientCredentialsOptions = ClientSecretOptions | ClientPrivateKeyOptions;
  interface ClientPrivateKeyOptions extends TokenEndpointOptions {
    readonly clientAuthentication: 'private_key_jwt';
    readonly privateKey:
      | CryptoKey
      | {
          readonly key: CryptoKey;
          readonly kid?: string | undefined;
        };
    readonly issuer?: string | undefined;
    readonly clientSecret?: never;
  }
  interface ClientSecretOptions extends TokenEndpointOptions {
    readonly clientSecret: string | undefined;
    readonly clientAuthentication?: 'client_secret_post' | 'client_secret_basic' | undefined;
    readonly privateKey?: never;
    readonly issuer?: never;
  }
  type DenialReason = 'method' | 'origin' | 'content-type' | 'not-authorized' | 'body-size' | 'body' | 'report';
  type FailureReason = 'authorize' | 'body-taken' | 'token' | 'api' | 'timeout';
  type GraphQLProxy = (request: Request) => Promise<Response>;
  interface GraphQLProxyOptions extends Omit<PageAccessOptions, 'authorize'> {
    readonly tokens: TokenRefresher;
    readonly url: string | URL;
    readonly authorize: (
      request: Request,
      operations: readonly ProxiedOperation[],
    ) => PageVerdict | Promise<PageVerdict>;
    readonly maxBodyBytes?: number | undefined;
    readonly timeoutMs?: number | undefined;
    readonly clock?: ProxyClock | undefined;
  }
  interface PageAccessOptions {
    readonly authorize: (request: Request) => PageVerdict | Promise<PageVerdict>;
    readonly origins?: readonly string[] | undefined;
    readonly onEvent?: ((event: PageEvent) => unknown) | undefined;
  }
  type PageEvent =
    | {
        readonly type: 'answered';
        readonly at: number;
        readonly status: number;
        readonly report?: 'replaced' | 'replaced-before' | undefined;
      }
    | {
        readonly type: 'denied';
        readonly at: number;
        readonly status: number;
        readonly reason: DenialReason;
        readonly origin: string | null;
      }
    | {
        readonly type: 'failed';
        readonly at: number;
        readonly status: number;
        readonly reason: FailureReason;
        readonly error: unknown;
      };
  type PageVerdict =
    | boolean
    | Response
    | {
        readonly caller: string;
      };
  interface ProxiedOperation {
    readonly query?: string;
    readonly variables?: Readonly<Record<string, unknown>> | null;
    readonly operationName?: string | null;
    readonly extensions?: Readonly<Record<string, unknown>> | null;
  }
  type ProxyClock = Pick<Clock, 'now' | 'setTimeout' | 'clearTimeout'>;
  type TokenBroker = (request: Request) => Promise<Response>;
  interface TokenBrokerOptions extends PageAccessOptions {
    readonly tokens: TokenRefresher;
    readonly clock?: Pick<Clock, 'now' | 'monotonicNow'> | undefined;
  }
  interface TokenEndpointOptions {
    readonly tokenEndpoint: string | URL | undefined;
    readonly clientId: string | undefined;
    readonly scope?: string | undefined;
    readonly parameters?: Readonly<Record<string, string>> | undefined;
    readonly fetch?: typeof globalThis.fetch | undefined;
  }
  function clientCredentials(options: ClientCredentialsOptions): FetchToken;
  function createGraphQLProxy(options: GraphQLProxyOptions): GraphQLProxy;
  function createTokenBroker(options: TokenBrokerOptions): TokenBroker;
}
