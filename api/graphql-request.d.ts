// The public API, without its documentation. Written by `npx -y pnpm@10 api`.

declare module '@token-refresher/graphql-request' {
  import { TokenRefresher } from '@token-refresher/core';
  import { GraphQLClient } from 'graphql-request';
  export { tokenRefreshMiddleware };
  type ClientConfig = NonNullable<ConstructorParameters<typeof GraphQLClient>[1]>;
  function tokenRefreshMiddleware<Config extends ClientConfig = object>(
    tokens: TokenRefresher,
    config?: Config,
  ): Config & {
    fetch: typeof fetch;
  };
}
