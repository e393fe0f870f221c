// The public API, without its documentation. Written by `npx -y pnpm@10 api`.

declare module '@token-refresher/testing' {
  import { AccessToken, FetchToken, FetchTokenOptions } from '@token-refresher/core';
  export {
    type ApiRequest,
    type ClientAuthentication,
    type Fault,
    type FaultChoice,
    type FixedResponse,
    type Gate,
    type Operation,
    type ReceivedRequest,
    type Refusal,
    type RefusalName,
    type RefusalShape,
    type RunningTestApi,
    type ScriptedSource,
    type ScriptedStep,
    type StartTestApiOptions,
    type TestApi,
    type TestApiOptions,
    type TestClock,
    type TestTimer,
    type TokenEndpointRequest,
    type TokenProblem,
    createGate,
    createTestClock,
    faults,
    refusalNames,
    refusalShapes,
    scriptedSource,
    startTestApi,
  };
  interface ApiRequest extends ReceivedRequest {
    readonly token: string | undefined;
    readonly operations: readonly Operation[];
    readonly operationName: string | undefined;
    readonly outcome: string;
    readonly reason: TokenProblem | 'told to refuse' | undefined;
  }
  type ClientAuthentication = 'client_secret_post' | 'client_secret_basic';
  type Fault =
    | ({
        readonly kind: 'response';
      } & FixedResponse)
    | {
        readonly kind: 'refuse';
        readonly shape?: Refusal;
      }
    | {
        readonly kind: 'hold';
        readonly gate: Gate;
      }
    | {
        readonly kind: 'delay';
        readonly ms: number;
      }
    | {
        readonly kind: 'hang';
      }
    | {
        readonly kind: 'hang in body';
      }
    | {
        readonly kind: 'reset';
      }
    | {
        readonly kind: 'cut off';
      }
    | {
        readonly kind: 'lose response';
      };
  type FaultChoice = Fault | ((request: ReceivedRequest) => Fault | null);
  interface FixedResponse {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  }
  interface Gate {
    readonly waiting: number;
    waitFor(count: number): Promise<void>;
    release(): void;
    shut(): void;
    pass(): Promise<void>;
  }
  interface Operation {
    readonly query?: string;
    readonly operationName?: string;
    readonly variables?: Readonly<Record<string, unknown>>;
    readonly extensions?: Readonly<Record<string, unknown>>;
  }
  interface ReceivedRequest {
    readonly at: number;
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly body: string;
    readonly status: number | undefined;
    readonly abortedByClient: boolean;
    readonly finished: Promise<void>;
  }
  type Refusal = RefusalName | FixedResponse;
  type RefusalName =
    | '401 text'
    | '401 HTML'
    | '401 empty'
    | '401 without content type'
    | '401 JSON errors'
    | '401 JSON errors as strings'
    | '401 JSON errors as an object'
    | '401 JSON data and errors'
    | '401 JSON message'
    | '401 JSON error'
    | '401 GraphQL errors'
    | '401 GraphQL type but no JSON'
    | '401 multipart'
    | '401 invalid_token challenge'
    | '401 insufficient_scope challenge'
    | '200 text'
    | '200 without content type'
    | '200 JSON type but text'
    | '200 JSON string'
    | '200 JSON message'
    | '200 JSON error'
    | '200 data null and errors'
    | '200 errors without data'
    | '200 GraphQL errors'
    | '200 errors, one object even for a batch'
    | '200 errors as a string'
    | '200 errors as strings'
    | '200 errors as text'
    | '200 code UNAUTHENTICATED'
    | '200 code AUTH_NOT_AUTHENTICATED'
    | '200 code invalid-jwt'
    | '200 errorType UnauthorizedException'
    | '200 message and guards of Lighthouse'
    | '200 message and category of Lighthouse'
    | '200 message and category of an older Lighthouse'
    | '400 code invalid-jwt of Hasura 1'
    | '400 code UNAUTHENTICATED'
    | '402 text'
    | '403 text'
    | '403 text Unauthorized'
    | '403 JSON errors'
    | '429 text'
    | '200 HTML login page'
    | '200 code FORBIDDEN'
    | '200 Unauthenticated. without a category'
    | '400 code of something else'
    | '200 code AUTH_NOT_AUTHORIZED'
    | '200 Unauthorized within a longer message'
    | '200 errors beside data';
  interface RefusalShape {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly perOperation: boolean;
    readonly countsAsUnauthorized: boolean;
    readonly isPart: boolean;
  }
  interface RunningTestApi extends TestApi {
    readonly origin: string;
    close(): Promise<void>;
  }
  interface ScriptedSource extends FetchToken {
    readonly calls: readonly FetchTokenOptions[];
  }
  type ScriptedStep =
    | string
    | AccessToken
    | Error
    | ((options: FetchTokenOptions) => AccessToken | string | Promise<AccessToken | string>);
  interface StartTestApiOptions extends TestApiOptions {
    readonly port?: number | undefined;
  }
  interface TestApi {
    readonly url: string;
    readonly tokenEndpoint: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly credentials: {
      readonly tokenEndpoint: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scope?: string;
    };
    issueToken(options?: { readonly scope?: string; readonly lifetimeSeconds?: number }): string;
    issueRefreshToken(): string;
    readonly issuedTokens: readonly string[];
    problemWith(token: string | undefined): TokenProblem | undefined;
    expire(token?: string): void;
    revoke(token?: string): void;
    deleteClient(): void;
    setTokenLifetime(seconds: number): void;
    refuseWith(refusal: Refusal): void;
    refuseEverything(on: boolean): void;
    tokenEndpointRespondsWith(
      fault: FaultChoice | null,
      options?: {
        times?: number;
      },
    ): void;
    apiRespondsWith(
      fault: FaultChoice | null,
      options?: {
        times?: number;
      },
    ): void;
    readonly tokenRequests: readonly TokenEndpointRequest[];
    readonly apiRequests: readonly ApiRequest[];
    tokenRequestsReached(count: number): Promise<void>;
    apiRequestsReached(count: number): Promise<void>;
    resetLog(): void;
  }
  interface TestApiOptions {
    readonly respond?: ((request: ApiRequest, original: Request) => unknown) | undefined;
    readonly scope?: string | undefined;
    readonly tokenLifetimeSeconds?: number | undefined;
    readonly clientAuthentication?: ClientAuthentication | undefined;
    readonly clientId?: string | undefined;
    readonly clientSecret?: string | undefined;
    readonly clock?:
      | {
          now(): number;
        }
      | undefined;
  }
  interface TestClock {
    readonly now: () => number;
    readonly monotonicNow: () => number;
    readonly setTimeout: (callback: () => void, ms: number) => TestTimer;
    readonly clearTimeout: (handle: unknown) => void;
    advance(ms: number): Promise<void>;
    advanceWall(ms: number): void;
    advanceMonotonic(ms: number): Promise<void>;
    readonly pendingTimers: number;
    readonly timers: readonly TestTimer[];
    readonly refdTimers: number;
  }
  interface TestTimer {
    readonly ms: number;
    readonly due: number;
    ref(): TestTimer;
    unref(): TestTimer;
    hasRef(): boolean;
  }
  interface TokenEndpointRequest extends ReceivedRequest {
    readonly parameters: Readonly<Record<string, string>>;
    readonly outcome: string;
  }
  type TokenProblem = 'missing' | 'unknown' | 'expired' | 'revoked' | 'lacks scope';
  function createGate(): Gate;
  function createTestClock(start?: number): TestClock;
  const faults: {
    hold: (gate: Gate) => Fault;
    delay: (ms: number) => Fault;
    hang: () => Fault;
    hangInBody: () => Fault;
    reset: () => Fault;
    cutOff: () => Fault;
    loseResponse: () => Fault;
    refuse: (shape?: Refusal) => Fault;
    status: (status: number, body?: string) => Fault;
    oauthError: (status: number, error: string, description?: string) => Fault;
    tooManyRequests: (retryAfter?: number | Date) => Fault;
    redirect: (location: string, status?: number) => Fault;
    html: () => Fault;
    empty: () => Fault;
    truncatedJson: () => Fault;
    json: (body: unknown, status?: number) => Fault;
  };
  const refusalNames: RefusalName[];
  const refusalShapes: Readonly<Record<RefusalName, RefusalShape>>;
  function scriptedSource(...steps: readonly ScriptedStep[]): ScriptedSource;
  function startTestApi(options?: StartTestApiOptions): Promise<RunningTestApi>;
}

declare module '@token-refresher/testing/msw' {
  import { AccessToken, FetchToken, FetchTokenOptions } from '@token-refresher/core';
  export {
    type ApiRequest,
    type ClientAuthentication,
    type Fault,
    type FaultChoice,
    type FixedResponse,
    type Gate,
    type MswApi,
    type MswApiOptions,
    type MswHttp,
    type Operation,
    type ReceivedRequest,
    type Refusal,
    type RefusalName,
    type RefusalShape,
    type ScriptedSource,
    type ScriptedStep,
    type TestApi,
    type TestApiOptions,
    type TestClock,
    type TestTimer,
    type TokenEndpointRequest,
    type TokenProblem,
    createGate,
    createMswApi,
    createTestClock,
    faults,
    refusalNames,
    refusalShapes,
    scriptedSource,
  };
  interface ApiRequest extends ReceivedRequest {
    readonly token: string | undefined;
    readonly operations: readonly Operation[];
    readonly operationName: string | undefined;
    readonly outcome: string;
    readonly reason: TokenProblem | 'told to refuse' | undefined;
  }
  type ClientAuthentication = 'client_secret_post' | 'client_secret_basic';
  type Fault =
    | ({
        readonly kind: 'response';
      } & FixedResponse)
    | {
        readonly kind: 'refuse';
        readonly shape?: Refusal;
      }
    | {
        readonly kind: 'hold';
        readonly gate: Gate;
      }
    | {
        readonly kind: 'delay';
        readonly ms: number;
      }
    | {
        readonly kind: 'hang';
      }
    | {
        readonly kind: 'hang in body';
      }
    | {
        readonly kind: 'reset';
      }
    | {
        readonly kind: 'cut off';
      }
    | {
        readonly kind: 'lose response';
      };
  type FaultChoice = Fault | ((request: ReceivedRequest) => Fault | null);
  interface FixedResponse {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: string;
  }
  interface Gate {
    readonly waiting: number;
    waitFor(count: number): Promise<void>;
    release(): void;
    shut(): void;
    pass(): Promise<void>;
  }
  interface MswApi<Handler> extends TestApi {
    readonly handlers: readonly Handler[];
  }
  interface MswApiOptions extends TestApiOptions {
    readonly url: string;
    readonly tokenEndpoint: string;
  }
  interface MswHttp<Handler> {
    all(path: string, resolver: (info: { request: Request }) => Promise<Response>): Handler;
  }
  interface Operation {
    readonly query?: string;
    readonly operationName?: string;
    readonly variables?: Readonly<Record<string, unknown>>;
    readonly extensions?: Readonly<Record<string, unknown>>;
  }
  interface ReceivedRequest {
    readonly at: number;
    readonly method: string;
    readonly url: string;
    readonly headers: Readonly<Record<string, string | undefined>>;
    readonly body: string;
    readonly status: number | undefined;
    readonly abortedByClient: boolean;
    readonly finished: Promise<void>;
  }
  type Refusal = RefusalName | FixedResponse;
  type RefusalName =
    | '401 text'
    | '401 HTML'
    | '401 empty'
    | '401 without content type'
    | '401 JSON errors'
    | '401 JSON errors as strings'
    | '401 JSON errors as an object'
    | '401 JSON data and errors'
    | '401 JSON message'
    | '401 JSON error'
    | '401 GraphQL errors'
    | '401 GraphQL type but no JSON'
    | '401 multipart'
    | '401 invalid_token challenge'
    | '401 insufficient_scope challenge'
    | '200 text'
    | '200 without content type'
    | '200 JSON type but text'
    | '200 JSON string'
    | '200 JSON message'
    | '200 JSON error'
    | '200 data null and errors'
    | '200 errors without data'
    | '200 GraphQL errors'
    | '200 errors, one object even for a batch'
    | '200 errors as a string'
    | '200 errors as strings'
    | '200 errors as text'
    | '200 code UNAUTHENTICATED'
    | '200 code AUTH_NOT_AUTHENTICATED'
    | '200 code invalid-jwt'
    | '200 errorType UnauthorizedException'
    | '200 message and guards of Lighthouse'
    | '200 message and category of Lighthouse'
    | '200 message and category of an older Lighthouse'
    | '400 code invalid-jwt of Hasura 1'
    | '400 code UNAUTHENTICATED'
    | '402 text'
    | '403 text'
    | '403 text Unauthorized'
    | '403 JSON errors'
    | '429 text'
    | '200 HTML login page'
    | '200 code FORBIDDEN'
    | '200 Unauthenticated. without a category'
    | '400 code of something else'
    | '200 code AUTH_NOT_AUTHORIZED'
    | '200 Unauthorized within a longer message'
    | '200 errors beside data';
  interface RefusalShape {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: string;
    readonly perOperation: boolean;
    readonly countsAsUnauthorized: boolean;
    readonly isPart: boolean;
  }
  interface ScriptedSource extends FetchToken {
    readonly calls: readonly FetchTokenOptions[];
  }
  type ScriptedStep =
    | string
    | AccessToken
    | Error
    | ((options: FetchTokenOptions) => AccessToken | string | Promise<AccessToken | string>);
  interface TestApi {
    readonly url: string;
    readonly tokenEndpoint: string;
    readonly clientId: string;
    readonly clientSecret: string;
    readonly credentials: {
      readonly tokenEndpoint: string;
      readonly clientId: string;
      readonly clientSecret: string;
      readonly scope?: string;
    };
    issueToken(options?: { readonly scope?: string; readonly lifetimeSeconds?: number }): string;
    issueRefreshToken(): string;
    readonly issuedTokens: readonly string[];
    problemWith(token: string | undefined): TokenProblem | undefined;
    expire(token?: string): void;
    revoke(token?: string): void;
    deleteClient(): void;
    setTokenLifetime(seconds: number): void;
    refuseWith(refusal: Refusal): void;
    refuseEverything(on: boolean): void;
    tokenEndpointRespondsWith(
      fault: FaultChoice | null,
      options?: {
        times?: number;
      },
    ): void;
    apiRespondsWith(
      fault: FaultChoice | null,
      options?: {
        times?: number;
      },
    ): void;
    readonly tokenRequests: readonly TokenEndpointRequest[];
    readonly apiRequests: readonly ApiRequest[];
    tokenRequestsReached(count: number): Promise<void>;
    apiRequestsReached(count: number): Promise<void>;
    resetLog(): void;
  }
  interface TestApiOptions {
    readonly respond?: ((request: ApiRequest, original: Request) => unknown) | undefined;
    readonly scope?: string | undefined;
    readonly tokenLifetimeSeconds?: number | undefined;
    readonly clientAuthentication?: ClientAuthentication | undefined;
    readonly clientId?: string | undefined;
    readonly clientSecret?: string | undefined;
    readonly clock?:
      | {
          now(): number;
        }
      | undefined;
  }
  interface TestClock {
    readonly now: () => number;
    readonly monotonicNow: () => number;
    readonly setTimeout: (callback: () => void, ms: number) => TestTimer;
    readonly clearTimeout: (handle: unknown) => void;
    advance(ms: number): Promise<void>;
    advanceWall(ms: number): void;
    advanceMonotonic(ms: number): Promise<void>;
    readonly pendingTimers: number;
    readonly timers: readonly TestTimer[];
    readonly refdTimers: number;
  }
  interface TestTimer {
    readonly ms: number;
    readonly due: number;
    ref(): TestTimer;
    unref(): TestTimer;
    hasRef(): boolean;
  }
  interface TokenEndpointRequest extends ReceivedRequest {
    readonly parameters: Readonly<Record<string, string>>;
    readonly outcome: string;
  }
  type TokenProblem = 'missing' | 'unknown' | 'expired' | 'revoked' | 'lacks scope';
  function createGate(): Gate;
  function createMswApi<Handler>(http: MswHttp<Handler>, options: MswApiOptions): MswApi<Handler>;
  function createTestClock(start?: number): TestClock;
  const faults: {
    hold: (gate: Gate) => Fault;
    delay: (ms: number) => Fault;
    hang: () => Fault;
    hangInBody: () => Fault;
    reset: () => Fault;
    cutOff: () => Fault;
    loseResponse: () => Fault;
    refuse: (shape?: Refusal) => Fault;
    status: (status: number, body?: string) => Fault;
    oauthError: (status: number, error: string, description?: string) => Fault;
    tooManyRequests: (retryAfter?: number | Date) => Fault;
    redirect: (location: string, status?: number) => Fault;
    html: () => Fault;
    empty: () => Fault;
    truncatedJson: () => Fault;
    json: (body: unknown, status?: number) => Fault;
  };
  const refusalNames: RefusalName[];
  const refusalShapes: Readonly<Record<RefusalName, RefusalShape>>;
  function scriptedSource(...steps: readonly ScriptedStep[]): ScriptedSource;
}
