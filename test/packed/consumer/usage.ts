import {
  type AccessToken,
  createAuthorizedFetch,
  createTokenRefresher,
  type FetchToken,
  staticToken,
  TokenRequestError,
} from '@token-refresher/core';
import { bitquery } from '@token-refresher/core/bitquery';
import { tokenRefreshMiddleware } from '@token-refresher/graphql-request';
import { clientCredentials } from '@token-refresher/server';
import { GraphQLClient } from 'graphql-request';

// What users write, in the words of the READMEs. It is compiled, not run.
const fetchToken: FetchToken = clientCredentials({ ...bitquery.oauth, clientId: 'id', clientSecret: 'secret' });
const tokens = createTokenRefresher(fetchToken, { origins: bitquery.origins, refreshAheadMs: 60_000 });
const client = new GraphQLClient(
  bitquery.v2,
  tokenRefreshMiddleware(tokens, { errorPolicy: 'all', headers: { 'x-app': 'mine' } }),
);
export const authorizedFetch: typeof fetch = createAuthorizedFetch(createTokenRefresher(staticToken('token')), {
  origins: ['https://api.example.com'],
});

export async function ask(): Promise<string | undefined> {
  const unsubscribe = tokens.subscribe((event) => {
    if (event.type === 'refresh-failed') event.code satisfies string;
  });
  try {
    const { echo } = await client.request<{ echo: string }>('{ echo }');
    const present: AccessToken | undefined = tokens.peek();
    return present?.expiresAt === undefined ? undefined : echo;
  } catch (error) {
    if (TokenRequestError.is(error)) return error.permanent ? error.code : String(error.retryAt);
    throw error;
  } finally {
    unsubscribe();
  }
}
