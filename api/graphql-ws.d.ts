// The public API, without its documentation. Written by `npx -y pnpm@10 api`.

declare module '@token-refresher/graphql-ws' {
  import { TokenRefresher } from '@token-refresher/core';
  export {
    type ConnectionParamsOptions,
    type TokenInConnectionParams,
    type TokenInUrl,
    type UrlOptions,
    tokenInConnectionParams,
    tokenInUrl,
  };
  interface ConnectionParamsOptions {
    readonly connectionParams?: Params | (() => Promise<Params | undefined> | Params | undefined) | undefined;
    readonly paramsFor?: ((token: string) => Params) | undefined;
    readonly webSocketImpl?: unknown;
  }
  type Params = Record<string, unknown>;
  interface TokenInConnectionParams {
    readonly connectionParams: () => Promise<Params>;
    readonly webSocketImpl: unknown;
    readonly reconnect: () => Promise<void>;
  }
  interface TokenInUrl {
    readonly url: () => string;
    readonly webSocketImpl: unknown;
    readonly reconnect: () => Promise<void>;
  }
  interface UrlOptions {
    readonly parameter?: string | undefined;
    readonly webSocketImpl?: unknown;
  }
  function tokenInConnectionParams(tokens: TokenRefresher, options?: ConnectionParamsOptions): TokenInConnectionParams;
  function tokenInUrl(tokens: TokenRefresher, url: string | URL, options?: UrlOptions): TokenInUrl;
}
