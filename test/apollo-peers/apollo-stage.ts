import type { ApolloClient, ApolloLink, HttpLink } from '@apollo/client/core';
import { createTokenRefresher, type TokenRefresher } from '@token-refresher/core';
import { type LocalApi, startLocalApi } from '@token-refresher/test-support';
import { onTestFinished } from 'vitest';
import type { ApolloWithLink } from './apollo-versions.ts';

/** One version of Apollo Client, an API and a refresher for it. */
export interface ApolloStage {
  readonly api: LocalApi;
  readonly tokens: TokenRefresher;
  /** What stands before the terminating link; it has a token at hand that the API has revoked. */
  readonly auth: ApolloLink;
  readonly http: HttpLink;
  /** A client, stopped at the end of the test. */
  client(...chain: ApolloLink[]): ApolloClient;
}

/** Builds a stage, and takes it down when the running test ends. */
export async function setApolloStage({ core, TokenRefreshLink }: ApolloWithLink): Promise<ApolloStage> {
  const api = await startLocalApi();
  onTestFinished(() => api.close());
  const tokens = createTokenRefresher(async () => ({ value: api.issueToken() }));
  onTestFinished(() => tokens.close());
  await tokens.getToken();
  api.revokeAll();
  return {
    api,
    tokens,
    auth: new TokenRefreshLink(tokens),
    http: new core.HttpLink({ uri: api.url }),
    client(...chain) {
      const link = core.ApolloLink.from(chain);
      const client = new core.ApolloClient({ cache: new core.InMemoryCache(), link, devtools: { enabled: false } });
      onTestFinished(() => client.stop());
      return client;
    },
  };
}
