import { brokerToken, createTokenRefresher, sharedAcrossTabs, type TokenRefresher } from '@token-refresher/core';
import { tokenInUrl } from '@token-refresher/graphql-ws';
import { tokenRefreshExchange } from '@token-refresher/urql';
import { createClient as createLiveClient, type Sink } from 'graphql-ws';
import { type Client, cacheExchange, createClient, fetchExchange, subscriptionExchange } from 'urql';

/** Where the API is, and where its token may go. */
export interface Address {
  readonly url: string;
  readonly webSocket: string;
  readonly origins: readonly string[];
}

/** The part that an application has. Called once for the page, not in a component. */
export function connect({ url, webSocket, origins }: Address): { tokens: TokenRefresher; client: Client } {
  const tokens = createTokenRefresher(sharedAcrossTabs(brokerToken('/api/token')), { origins });
  const live = createLiveClient({
    ...tokenInUrl(tokens, webSocket),
    retryAttempts: Number.POSITIVE_INFINITY,
    // Half a second at first, doubling to 8.
    retryWait: (retries) => new Promise((resolve) => setTimeout(resolve, 500 * 2 ** Math.min(retries, 4))),
  });
  const client = createClient({
    url,
    exchanges: [
      cacheExchange,
      tokenRefreshExchange(tokens),
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables }) => ({
          subscribe: (sink) => ({
            // The two types differ in what "no data" looks like.
            unsubscribe: live.subscribe({ query, variables: { ...variables } }, sink as Sink),
          }),
        }),
      }),
    ],
  });
  return { tokens, client };
}
