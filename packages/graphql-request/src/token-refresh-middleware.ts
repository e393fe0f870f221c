import { createClientFetch, invalidOption, refresherOptions, type TokenRefresher } from '@token-refresher/core';
import type { GraphQLClient } from 'graphql-request';

const caller = 'tokenRefreshMiddleware';

type ClientConfig = NonNullable<ConstructorParameters<typeof GraphQLClient>[1]>;

/**
 * The config of a graphql-request client (6 or 7) that sends a fresh token with every request, and sends a request once
 * more, with a new token, when the API answers "Unauthorized": `new GraphQLClient(url, tokenRefreshMiddleware(tokens))`.
 *
 * It is `config` with a `fetch` around it: graphql-request runs its own middlewares once per request, and none of them
 * can turn a failure into a success. So `request`, `rawRequest` and `batchRequests` all work, under every `errorPolicy`,
 * and `requestMiddleware` and `responseMiddleware` see one request and its final response.
 *
 * The token goes to the refresher's `origins`; if it has none, to whatever URL the client calls. Redirects take it along
 * within the origin only.
 *
 * Requests reject with `TokenRequestError` when no token could be obtained; if the API has answered, its `Response` is in
 * the error's `apiResponse`.
 *
 * @param tokens From `createTokenRefresher`. Many clients may share one.
 * @param config What the client is to be configured with: `fetch`, `headers`, `errorPolicy`, middlewares. It is copied,
 * not changed. Its `fetch` sends the requests; default: the global `fetch` at the time of the request.
 * @throws TypeError when an argument cannot be used, or `config` has an option of `createTokenRefresher`; the message
 * names it.
 */
export function tokenRefreshMiddleware<Config extends ClientConfig = object>(
  tokens: TokenRefresher,
  config?: Config,
): Config & { fetch: typeof fetch } {
  if (config !== undefined && (typeof config !== 'object' || config === null || Array.isArray(config))) {
    throw new TypeError(
      `${caller}: config must be an object, as graphql-request's GraphQLClient takes it: { headers, errorPolicy, … }.`,
    );
  }
  for (const name in config) {
    // No version's config has an option of these names.
    if (refresherOptions.some((each) => each === name))
      throw invalidOption(caller, name, 'is not one of graphql-request: give it to createTokenRefresher');
  }
  const fetch = createClientFetch(tokens, { caller, fetch: config?.fetch, origins: 'any' });
  return { ...(config as Config), fetch };
}
