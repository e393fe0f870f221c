// The public API, without its documentation. Written by `npx -y pnpm@10 api`.

declare module '@token-refresher/core' {
  export {
    type AccessToken,
    type ApiResponse,
    type Attempt,
    type AttemptOptions,
    type AuthorizedCall,
    type AuthorizedFetch,
    type AuthorizedFetchOptions,
    type BrokerTokenOptions,
    type ClientFetch,
    type ClientFetchOptions,
    type Clock,
    type Destination,
    type FetchToken,
    type FetchTokenOptions,
    type Identified,
    type IsUnauthorized,
    type NoRetryReason,
    type OperationType,
    type PublicRequest,
    type RefreshReason,
    type SharedAcrossTabsOptions,
    type TokenEvent,
    type TokenEventListener,
    type TokenRefresher,
    type TokenRefresherOptions,
    TokenRequestError,
    type TokenRequestErrorCode,
    type TokenRequestErrorOptions,
    type UnusableTokenResponse,
    abortReason,
    assertTokenRefresher,
    authorizationHeaders,
    brokerToken,
    checkAccessToken,
    checkOptionNames,
    comesFromElsewhere,
    createAuthorizedFetch,
    createClientFetch,
    createTokenRefresher,
    expiryOf,
    followsRedirectsItself,
    hasOrigins,
    headersLeftBehind,
    hiddenRedirect,
    invalidOption,
    isConfidential,
    isSocketRefusal,
    isUnauthorized,
    jwtExpiry,
    maxRedirects,
    mayCarryToken,
    mustNotFollowRedirects,
    operationType,
    outOfCaches,
    rateLimitEnd,
    readBoundedText,
    readTokenResponse,
    redirectDestination,
    refresherOptions,
    renewToken,
    replaceToken,
    reportWithheld,
    requestDestination,
    retryAfter,
    sharedAcrossTabs,
    startAttempt,
    staticToken,
    systemClock,
    tokenIdentity,
    waitFor401,
    withAuthorization,
    withoutToken,
  };
  interface AccessToken {
    readonly value: string;
    readonly expiresAt?: number | undefined;
    readonly issuedAt?: number | undefined;
    readonly scope?: string | undefined;
  }
  interface ApiResponse {
    readonly status?: number | undefined;
    readonly wwwAuthenticate?: string | null | undefined;
    readonly body?: unknown;
    readonly original?: unknown;
  }
  interface Attempt {
    cachedToken(): string | undefined;
    getToken(options?: Waiting): Promise<string | undefined>;
    isUnauthorized(response: ApiResponse): boolean;
    accepted(): void;
    rejected(response: ApiResponse, options?: Waiting): Promise<string | undefined> | undefined;
    retry(response: ApiResponse, options?: Waiting): Promise<string | undefined> | undefined;
    keepsFirst(second?: ApiResponse): boolean;
    doNotResend(): void;
  }
  interface AttemptOptions {
    readonly isUnauthorized?: IsUnauthorized | undefined;
    readonly operation?: (() => string | undefined) | undefined;
    readonly token?: string | undefined;
    readonly keepsServing?: boolean | undefined;
    readonly mayRefresh?: (() => boolean | ((left: number) => boolean)) | undefined;
    readonly onRetryAccepted?: (() => unknown) | undefined;
  }
  interface AuthorizedCall {
    readonly fetch?: typeof fetch | undefined;
    readonly trustedUrl?: string | undefined;
    readonly operation?: AttemptOptions['operation'];
    readonly mayRefresh?: AttemptOptions['mayRefresh'];
    readonly onRetryAccepted?: AttemptOptions['onRetryAccepted'];
    readonly tokenRefresh?: unknown;
    readonly renewHeaders?: ((headers: Headers) => void) | undefined;
  }
  type AuthorizedFetch = typeof fetch &
    ((
      input: Parameters<typeof fetch>[0],
      init?: RequestInit & PublicRequest,
      call?: AuthorizedCall,
    ) => Promise<Response>);
  interface AuthorizedFetchOptions {
    readonly fetch?: typeof fetch | undefined;
    readonly origins?: readonly string[] | 'any' | undefined;
    readonly isUnauthorized?: IsUnauthorized | undefined;
    readonly keepsServing?: boolean | undefined;
  }
  type AuthorizedSender = (
    input: Parameters<typeof fetch>[0],
    init?: (RequestInit & PublicRequest) | undefined,
    call?: AuthorizedCall,
  ) => Promise<Response>;
  interface BrokerTokenOptions {
    readonly credentials?: RequestInit['credentials'] | undefined;
    readonly fetch?: typeof fetch | undefined;
    readonly allowGuests?: boolean | undefined;
    readonly allowInsecureRequests?: readonly string[] | undefined;
  }
  type ClientFetch = AuthorizedSender;
  interface ClientFetchOptions extends AuthorizedFetchOptions {
    readonly caller: string;
  }
  interface Clock {
    now(): number;
    monotonicNow(): number;
    setTimeout(callback: () => void, ms: number): unknown;
    clearTimeout(handle: unknown): void;
  }
  interface Destination {
    readonly href: string | undefined;
    readonly origin: string;
    readonly isAllowed: boolean;
  }
  interface FetchToken {
    (options: FetchTokenOptions): Promise<AccessToken>;
    readonly isRepeatable?: boolean | undefined;
    readonly reset?: (() => void) | undefined;
    readonly close?: (() => void) | undefined;
  }
  interface FetchTokenOptions {
    readonly rejected?: string | undefined;
    readonly signal: AbortSignal;
  }
  interface Identified {
    readonly [tokenIdentity]?: () => string;
  }
  type InsecureHosts = readonly string[];
  type IsUnauthorized = (response: ApiResponse) => boolean;
  type NoRetryReason = 'sent-twice' | 'not-repeatable' | 'denied' | 'damped' | 'no-token';
  type OperationType = 'query' | 'mutation' | 'subscription';
  interface PublicRequest {
    readonly tokenRefresh?: false | undefined;
  }
  type RefreshReason = 'first' | 'ahead' | 'expired' | 'rejected' | 'invalidated';
  interface SharedAcrossTabsOptions {
    readonly name?: string | undefined;
  }
  type TokenEvent =
    | {
        readonly type: 'refresh-started';
        readonly at: number;
        readonly reason: RefreshReason;
      }
    | {
        readonly type: 'refresh-succeeded';
        readonly at: number;
        readonly reason: RefreshReason;
        readonly durationMs: number;
        readonly requests: number;
        readonly expiresAt: number;
      }
    | {
        readonly type: 'refresh-failed';
        readonly at: number;
        readonly reason: RefreshReason;
        readonly durationMs: number;
        readonly requests: number;
        readonly error: TokenRequestError;
        readonly code: TokenRequestErrorCode;
        readonly permanent: boolean;
        readonly retryAt: number | undefined;
      }
    | {
        readonly type: 'refresh-damped';
        readonly at: number;
        readonly reason: 'rejected' | 'invalidated';
      }
    | {
        readonly type: 'token-rejected';
        readonly at: number;
        readonly status: number | undefined;
        readonly action: 'retry' | 'none';
        readonly why: NoRetryReason | undefined;
      }
    | {
        readonly type: 'token-withheld';
        readonly at: number;
        readonly origin: string;
      }
    | {
        readonly type: 'reset';
        readonly at: number;
      }
    | {
        readonly type: 'closed';
        readonly at: number;
      };
  type TokenEventListener = (event: TokenEvent) => unknown;
  type TokenHeader = (token: string) => Readonly<Record<string, string>>;
  interface TokenRefresher {
    getToken(options?: { readonly signal?: AbortSignal | undefined }): Promise<AccessToken>;
    peek(): AccessToken | undefined;
    invalidate(value: string): void;
    subscribe(listener: TokenEventListener): () => void;
    reset(): void;
    close(): void;
  }
  interface TokenRefresherOptions {
    readonly origins?: readonly string[] | undefined;
    readonly allowInsecureRequests?: readonly string[] | undefined;
    readonly header?: TokenHeader | undefined;
    readonly isUnauthorized?: IsUnauthorized | undefined;
    readonly refreshAheadMs?: number | undefined;
    readonly defaultLifetimeMs?: number | undefined;
    readonly timeoutMs?: number | undefined;
    readonly clock?: Clock | undefined;
  }
  class TokenRequestError extends Error {
    readonly code: TokenRequestErrorCode;
    readonly status: number | undefined;
    readonly retryAt: number | undefined;
    readonly permanent: boolean;
    readonly apiResponse: unknown;
    constructor(message: string, options: TokenRequestErrorOptions);
    static is(value: unknown): value is TokenRequestError;
  }
  type TokenRequestErrorCode =
    | 'access_denied'
    | 'invalid_client'
    | 'invalid_grant'
    | 'invalid_request'
    | 'invalid_scope'
    | 'unauthorized_client'
    | 'unsupported_grant_type'
    | 'temporarily_unavailable'
    | 'network_error'
    | 'timeout'
    | 'rate_limited'
    | 'server_error'
    | 'unexpected_response'
    | 'invalid_token_response'
    | 'scope_not_granted'
    | 'fetch_token_failed'
    | 'signed_out'
    | 'reset'
    | 'closed'
    | (string & {});
  interface TokenRequestErrorOptions {
    readonly code: TokenRequestErrorCode;
    readonly status?: number | undefined;
    readonly retryAt?: number | undefined;
    readonly permanent?: boolean | undefined;
    readonly cause?: unknown;
    readonly apiResponse?: unknown;
  }
  interface UnusableTokenResponse {
    readonly unusable: string;
    readonly problem: string;
  }
  interface Waiting {
    readonly signal?: AbortSignal | undefined;
  }
  function abortReason(signal: AbortSignal): unknown;
  function assertTokenRefresher(caller: string, tokens: unknown): asserts tokens is TokenRefresher;
  function authorizationHeaders(tokens: TokenRefresher, token: string): Readonly<Record<string, string>>;
  function brokerToken(url: string | URL, options?: BrokerTokenOptions): FetchToken;
  function checkAccessToken(token: AccessToken, now: number): void;
  function checkOptionNames(caller: string, options: unknown, known: readonly string[]): void;
  function comesFromElsewhere(response: Partial<Pick<Response, 'redirected' | 'url'>>, href: string): boolean;
  function createAuthorizedFetch(tokens: TokenRefresher, options?: AuthorizedFetchOptions): AuthorizedFetch;
  function createClientFetch(tokens: TokenRefresher, options: ClientFetchOptions): ClientFetch;
  function createTokenRefresher(fetchToken: FetchToken, options?: TokenRefresherOptions): TokenRefresher;
  function expiryOf(expiresIn: unknown, sentAt: number): number | undefined;
  function followsRedirectsItself(): boolean;
  function hasOrigins(tokens: TokenRefresher): boolean;
  const headersLeftBehind: readonly string[];
  function hiddenRedirect(response: {
    readonly type?: string;
    readonly status?: number | undefined;
  }): TypeError | undefined;
  function invalidOption(caller: string, option: string, problem: string): TypeError;
  function isConfidential({ protocol, hostname, port }: URL, insecureHosts?: InsecureHosts): boolean;
  function isSocketRefusal(code: unknown, reason: unknown): boolean;
  function isUnauthorized({ status, wwwAuthenticate, body }: ApiResponse): boolean;
  function jwtExpiry(token: string, receivedAt?: number): number | undefined;
  const maxRedirects = 20;
  function mayCarryToken(tokens: TokenRefresher, url: string | URL, trustedUrl?: string | URL): boolean;
  function mustNotFollowRedirects(tokens: TokenRefresher, token: string): boolean;
  function operationType(document: string): OperationType | undefined;
  function outOfCaches(): {
    cache?: 'no-store';
  };
  function rateLimitEnd(headers: Headers, now: number): number;
  function readBoundedText(
    message: Pick<Response, 'headers' | 'body' | 'text'>,
    maxBytes: number,
  ): Promise<string | undefined>;
  function readTokenResponse(
    json: Readonly<Record<string, unknown>>,
    sentAt: number,
  ): AccessToken | UnusableTokenResponse;
  function redirectDestination({ href, isAllowed }: Destination, location: string): Destination | undefined;
  const refresherOptions: readonly [
    'origins',
    'allowInsecureRequests',
    'header',
    'isUnauthorized',
    'refreshAheadMs',
    'defaultLifetimeMs',
    'timeoutMs',
    'clock',
  ];
  function renewToken(tokens: TokenRefresher, value: string): Promise<AccessToken>;
  function replaceToken(
    tokens: TokenRefresher,
    value: string,
    mayRefresh?: AttemptOptions['mayRefresh'],
  ): Promise<AccessToken> | undefined;
  function reportWithheld(tokens: TokenRefresher, url: string | URL): void;
  function requestDestination(tokens: TokenRefresher, url: string | URL, trustedUrl?: string | URL): Destination;
  function retryAfter(headers: Headers, now: number): number | undefined;
  function sharedAcrossTabs(fetchToken: FetchToken, options?: SharedAcrossTabsOptions): FetchToken;
  function startAttempt(tokens: TokenRefresher, options?: AttemptOptions): Attempt;
  function staticToken(value: string): FetchToken;
  const systemClock: Clock;
  const tokenIdentity: unique symbol;
  function waitFor401(tokens: TokenRefresher, giveUp: () => void): () => void;
  function withAuthorization(
    tokens: TokenRefresher,
    own: Readonly<Record<string, unknown>> | undefined,
    token: string,
  ): Record<string, unknown>;
  function withoutToken(text: string, token: string | undefined): string;
}

declare module '@token-refresher/core/bitquery' {
  export { bitquery };
  const bitquery: {
    readonly oauth: {
      readonly tokenEndpoint: 'https://oauth2.bitquery.io/oauth2/token';
      readonly scope: 'api';
    };
    readonly v1: 'https://graphql.bitquery.io';
    readonly v2: 'https://streaming.bitquery.io/graphql';
    readonly webSocket: 'wss://streaming.bitquery.io/graphql';
    readonly origins: readonly [
      'https://graphql.bitquery.io',
      'https://asia.graphql.bitquery.io',
      'https://us.graphql.bitquery.io',
      'https://streaming.bitquery.io',
      'https://asia.streaming.bitquery.io',
      'https://us.streaming.bitquery.io',
    ];
  };
}
