// The public API, without its documentation. Written by `npx -y pnpm@10 api`.

declare module '@token-refresher/apollo' {
  import { ApolloLink } from '@apollo/client/core/index.js';
  import { IsUnauthorized, TokenRefresher } from '@token-refresher/core';
  export { TokenRefreshLink };
  namespace TokenRefreshLink {
    interface Options extends OperationOptions {
      readonly uri?: string | URL | ((operation: Operation) => string | URL) | undefined;
    }
    interface OperationOptions {
      readonly isUnauthorized?: IsUnauthorized | undefined;
    }
    type Operation = Parameters<ApolloLink['request']>[0];
    interface ContextOptions {
      tokenRefresh?: false | OperationOptions | undefined;
    }
  }
  class TokenRefreshLink extends ApolloLink {
    constructor(tokens: TokenRefresher, options?: TokenRefreshLink.Options);
    static handles(error: unknown, predicate?: IsUnauthorized): boolean;
  }
}
