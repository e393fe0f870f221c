import type { TokenRefresher } from '@token-refresher/core';
import { GraphQLClient, type RequestMiddleware } from 'graphql-request';
import { tokenRefreshMiddleware } from '../token-refresh-middleware.ts';

/** Never run, only compiled, with each major version of graphql-request. */
export function types(tokens: TokenRefresher, url: string): void {
  new GraphQLClient(url, tokenRefreshMiddleware(tokens));

  // An inline config is checked and completed as it is without the middleware.
  new GraphQLClient(
    url,
    tokenRefreshMiddleware(tokens, {
      errorPolicy: 'all',
      method: 'GET',
      credentials: 'include',
      headers: () => ({ 'x-app': 'types' }),
      fetch: globalThis.fetch,
      requestMiddleware: async (request) => ({ ...request, url: request.url.toLowerCase() }),
      responseMiddleware: (response) => {
        const text: string = response instanceof Error ? response.message : response.status.toFixed();
        text.trim();
      },
      jsonSerializer: { parse: (text) => JSON.parse(text.trim()), stringify: (value) => JSON.stringify(value) },
    }),
  );
  // @ts-expect-error: not an error policy
  new GraphQLClient(url, tokenRefreshMiddleware(tokens, { errorPolicy: 'some' }));
  // @ts-expect-error: no such option
  new GraphQLClient(url, tokenRefreshMiddleware(tokens, { errorPolicies: 'all' }));
  // @ts-expect-error: it is a config, not one of its middlewares
  new GraphQLClient(url, { requestMiddleware: tokenRefreshMiddleware(tokens) });
  // @ts-expect-error: a refresher is needed, not a way to get a token
  tokenRefreshMiddleware(async () => ({ value: 'x' }));

  // A config that was made elsewhere keeps its own type.
  const requestMiddleware: RequestMiddleware = (request) => request;
  const config = { errorPolicy: 'ignore', requestMiddleware } as const;
  const made: typeof config & { fetch: typeof fetch } = tokenRefreshMiddleware(tokens, config);
  new GraphQLClient(url, made);
  new GraphQLClient(url, { ...config, ...tokenRefreshMiddleware(tokens) });
}
