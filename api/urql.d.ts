// The public API, without its documentation. Written by `npx -y pnpm@10 api`.

declare module '@token-refresher/urql' {
  import { IsUnauthorized, TokenRefresher } from '@token-refresher/core';
  import { Exchange, Operation } from '@urql/core';
  export {
    type TokenRefreshAuth,
    type TokenRefreshAuthOptions,
    type TokenRefreshExchangeOptions,
    tokenRefreshAuth,
    tokenRefreshExchange,
  };
  interface TokenRefreshAuth {
    addAuthToOperation(operation: Operation): Operation;
    didAuthError(): boolean;
    refreshAuth(): Promise<void>;
  }
  interface TokenRefreshAuthOptions extends TokenRefreshExchangeOptions {
    readonly origins?: readonly string[] | undefined;
  }
  interface TokenRefreshExchangeOptions {
    readonly isUnauthorized?: IsUnauthorized | undefined;
  }
  function tokenRefreshAuth(tokens: TokenRefresher, options?: TokenRefreshAuthOptions): () => Promise<TokenRefreshAuth>;
  function tokenRefreshExchange(tokens: TokenRefresher, options?: TokenRefreshExchangeOptions): Exchange;
}
