// The public API, without its documentation. Written by `npx -y pnpm@10 api`.

declare module '@token-refresher/server' {
  import { Clock, FetchToken, TokenRefresher } from '@token-refresher/core';
  import { CryptoKey } from 'oauth4webapi';
  export {
    type ClientAssertionOptions,
    type ClientCertificateOptions,
    type ClientCredentialsOptions,
    type ClientIdOption,
    type ClientPrivateKeyOptions,
    type ClientSecretOptions,
    type ConfidentialClientOptions,
    type DenialReason,
    type FailureReason,
    type GraphQLProxy,
    type GraphQLProxyOptions,
    type NodeHandler,
    type NodeRequest,
    type NodeResponse,
    type PageAccessOptions,
    type PageEvent,
    type PageVerdict,
    type PublicClientOptions,
    type RefreshTokenOptions,
    type TokenBroker,
    type TokenBrokerOptions,
    type TokenEndpointOptions,
    type TokenRequestOptions,
    type TokenRequestParameters,
    clientCredentials,
    createGraphQLProxy,
    createTokenBroker,
    refreshToken,
    toNodeHandler,
    tokenRequest,
  };
  type ClientAssertionOptions = Only<{
    readonly clientAuthentication?: 'private_key_jwt' | undefined;
    readonly clientAssertion: () => string | Promise<string>;
  }>;
  type ClientCertificateOptions = Only<{
    readonly clientAuthentication: 'tls_client_auth';
  }>;
  type ClientCredentialsOptions = TokenEndpointOptions & ClientIdOption & ConfidentialClientOptions;
  interface ClientIdOption {
    readonly clientId: string | undefined;
  }
  type ClientOptionName =
    | 'clientSecret'
    | 'formEncodeBasic'
    | 'privateKey'
    | 'issuer'
    | 'clockSkewMs'
    | 'clientAssertion';
  type ClientPrivateKeyOptions = Only<{
    readonly clientAuthentication: 'private_key_jwt';
    readonly privateKey:
      | CryptoKey
      | {
          readonly key: CryptoKey;
          readonly kid?: string | undefined;
          readonly header?: Readonly<Record<string, unknown>> | undefined;
        };
    readonly issuer?: string | undefined;
    readonly clockSkewMs?: number | undefined;
  }>;
  type ClientSecretOptions = Only<{
    readonly clientSecret: string | (() => string | Promise<string>) | undefined;
    readonly clientAuthentication?: 'client_secret_post' | 'client_secret_basic' | undefined;
    readonly formEncodeBasic?: boolean | undefined;
  }>;
  type ConfidentialClientOptions =
    | ClientSecretOptions
    | ClientPrivateKeyOptions
    | ClientAssertionOptions
    | ClientCertificateOptions;
  type DenialReason = 'method' | 'origin' | 'content-type' | 'not-authorized' | 'body-size' | 'body' | 'report';
  type FailureReason = 'authorize' | 'body-taken' | 'token' | 'api' | 'timeout';
  type GrantParameters = TokenRequestParameters & {
    readonly grant_type: string;
  };
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
  type NodeHandler = (request: NodeRequest, response: NodeResponse, next?: (error?: unknown) => void) => Promise<void>;
  interface NodeRequest {
    readonly method?: string | undefined;
    readonly url?: string | undefined;
    readonly originalUrl?: string | undefined;
    readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
    readonly body?: unknown;
    readonly readableEnded: boolean;
    readonly socket?: object | null | undefined;
    on(event: 'data', listener: (part: Uint8Array) => void): unknown;
    on(event: 'error', listener: (error: Error) => void): unknown;
    on(event: 'end', listener: () => void): unknown;
    pause(): unknown;
    resume(): unknown;
  }
  interface NodeResponse {
    statusCode: number;
    readonly headersSent: boolean;
    readonly writableFinished: boolean;
    setHeader(name: string, value: string | readonly string[]): unknown;
    flushHeaders(): unknown;
    write(part: Uint8Array): boolean;
    end(): unknown;
    destroy(): unknown;
    on(event: 'close', listener: () => void): unknown;
    on(event: 'drain', listener: () => void): unknown;
    off(event: 'close', listener: () => void): unknown;
    off(event: 'drain', listener: () => void): unknown;
  }
  type Only<Options> = Options & { readonly [Name in Exclude<ClientOptionName, keyof Options>]?: never };
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
  type ProxyClock = Pick<Clock, 'now' | 'monotonicNow' | 'setTimeout' | 'clearTimeout'>;
  type PublicClientOptions = Only<{
    readonly clientAuthentication: 'none';
  }>;
  type RefreshTokenOptions = TokenEndpointOptions &
    ClientIdOption & {
      readonly load: () => string | undefined | null | Promise<string | undefined | null>;
      readonly save: (refreshToken: string | undefined) => unknown;
    } & (ConfidentialClientOptions | PublicClientOptions);
  type TokenBroker = (request: Request) => Promise<Response>;
  interface TokenBrokerOptions extends PageAccessOptions {
    readonly tokens: TokenRefresher;
    readonly clock?: Pick<Clock, 'now' | 'monotonicNow'> | undefined;
  }
  interface TokenEndpointOptions {
    readonly tokenEndpoint: string | URL | undefined;
    readonly allowInsecureRequests?: readonly string[] | undefined;
    readonly scope?: string | undefined;
    readonly allowNarrowerScope?: boolean | undefined;
    readonly parameters?: TokenRequestParameters | undefined;
    readonly headers?: Readonly<Record<string, string>> | undefined;
    readonly onTokenResponse?: ((fields: Readonly<Record<string, unknown>>) => unknown) | undefined;
    readonly fetch?: typeof globalThis.fetch | undefined;
  }
  type TokenRequestOptions = Omit<TokenEndpointOptions, 'parameters'> & {
    readonly parameters: GrantParameters | (() => GrantParameters | Promise<GrantParameters>);
  } & ((ClientIdOption & ConfidentialClientOptions) | (Partial<ClientIdOption> & PublicClientOptions));
  type TokenRequestParameters = Readonly<Record<string, string | readonly string[]>>;
  function clientCredentials(options: ClientCredentialsOptions): FetchToken;
  function createGraphQLProxy(options: GraphQLProxyOptions): GraphQLProxy;
  function createTokenBroker(options: TokenBrokerOptions): TokenBroker;
  function refreshToken(options: RefreshTokenOptions): FetchToken;
  function toNodeHandler(handler: (request: Request) => Response | Promise<Response>): NodeHandler;
  function tokenRequest(options: TokenRequestOptions): FetchToken;
}
