import { invalidOption } from '@token-refresher/core';
import { checkOptions } from './check-test-api-options.ts';
import { createTestApi } from './create-test-api.ts';
import type { TestApi, TestApiOptions } from './test-api.ts';

const caller = 'createMswApi';

/** What of MSW's `http` is used; that of `msw` 3 fits. */
export interface MswHttp<Handler> {
  all(path: string, resolver: (info: { request: Request }) => Promise<Response>): Handler;
}

/** How a test API for MSW starts out. */
export interface MswApiOptions extends TestApiOptions {
  /** Where the application finds its API, absolute; a path of MSW's, such as `https://api.example.com/*`, may be given. */
  readonly url: string;
  /** Where the application asks for tokens, absolute. */
  readonly tokenEndpoint: string;
}

/** A test API in the form of handlers for MSW. */
export interface MswApi<Handler> extends TestApi {
  /** For `setupServer(...handlers)` or `setupWorker(...handlers)`. */
  readonly handlers: readonly Handler[];
}

/**
 * An authorization server and an API as handlers for MSW, at the addresses that the application uses. Nothing listens; works
 * in Node and in browsers.
 *
 * @example
 * ```ts
 * import { http } from 'msw';
 *
 * const api = createMswApi(http, {
 *   url: 'https://api.example.com/graphql',
 *   tokenEndpoint: 'https://auth.example.com/oauth2/token',
 * });
 * setupServer(...api.handlers).listen();
 * ```
 *
 * @param http The `http` of `msw`.
 * @throws TypeError at once when an option is unknown or cannot be used, or an address is missing; the message names it.
 */
export function createMswApi<Handler>(http: MswHttp<Handler>, options: MswApiOptions): MswApi<Handler> {
  checkOptions(caller, options, ['url', 'tokenEndpoint']);
  const { url, tokenEndpoint } = options;
  for (const [name, address] of Object.entries({ url, tokenEndpoint })) {
    if (!/^https?:\/\//.test(String(address))) throw invalidOption(caller, name, 'must be an absolute URL');
  }
  const { api, respondToTokenRequest, respondToApiRequest } = createTestApi(options, { url, tokenEndpoint });
  const handlers = [
    http.all(tokenEndpoint, ({ request }) => respondToTokenRequest(request)),
    http.all(url, ({ request }) => respondToApiRequest(request)),
  ];
  return { ...api, handlers };
}
