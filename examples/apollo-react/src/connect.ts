import { ApolloClient, ApolloLink, HttpLink, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { TokenRefreshLink } from '@token-refresher/apollo';
import { brokerToken, createTokenRefresher, sharedAcrossTabs, type TokenRefresher } from '@token-refresher/core';
import { tokenInUrl } from '@token-refresher/graphql-ws';
import { createClient } from 'graphql-ws';

/** Where the API is, and where its token may go. */
export interface Address {
  readonly url: string;
  readonly webSocket: string;
  readonly origins: readonly string[];
}

/** The part that an application has. Called once for the page, not in a component. */
export function connect({ url, webSocket, origins }: Address): { tokens: TokenRefresher; client: ApolloClient } {
  const tokens = createTokenRefresher(sharedAcrossTabs(brokerToken('/api/token')), { origins });
  const live = new GraphQLWsLink(
    createClient({
      ...tokenInUrl(tokens, webSocket),
      retryAttempts: Number.POSITIVE_INFINITY,
      // Half a second at first, doubling to 8.
      retryWait: (retries) => new Promise((resolve) => setTimeout(resolve, 500 * 2 ** Math.min(retries, 4))),
    }),
  );
  const http = ApolloLink.from([new TokenRefreshLink(tokens, { uri: url }), new HttpLink({ uri: url })]);
  const link = ApolloLink.split(({ operationType }) => operationType === 'subscription', live, http);
  // What the API groups its fields under has no identity of its own: two pages of a list are merged.
  const cache = new InMemoryCache({ typePolicies: { EVM: { merge: true } } });
  return { tokens, client: new ApolloClient({ cache, link }) };
}
