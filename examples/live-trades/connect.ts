import { createTokenRefresher, type TokenRefresher } from '@token-refresher/core';
import { tokenInUrl } from '@token-refresher/graphql-ws';
import { type ClientCredentialsOptions, clientCredentials } from '@token-refresher/server';
import { type Client, createClient } from 'graphql-ws';

/** An API with a live side, and an application that is registered with it. */
export interface Address {
  readonly webSocket: string;
  readonly origins: readonly string[];
  readonly credentials: ClientCredentialsOptions;
}

/** The part that an application has. */
export function connect({ webSocket, origins, credentials }: Address): { tokens: TokenRefresher; client: Client } {
  const tokens = createTokenRefresher(clientCredentials(credentials), { origins });
  const client = createClient({ ...tokenInUrl(tokens, webSocket), retryAttempts: 20 });
  return { tokens, client };
}
