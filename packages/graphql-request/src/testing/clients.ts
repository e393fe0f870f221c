import { createTokenRefresher, type TokenRefresher } from '@token-refresher/core';
import { type LocalApi, startLocalApi } from '@token-refresher/test-support';
import * as version7 from 'graphql-request';
import * as version6 from 'graphql-request-6';
import { onTestFinished } from 'vitest';

/** Both major versions, under the types of version 7. */
export const versions: readonly { readonly version: string; readonly GraphQLClient: typeof version7.GraphQLClient }[] =
  [
    { version: '7.4.0', GraphQLClient: version7.GraphQLClient },
    { version: '6.1.0', GraphQLClient: version6.GraphQLClient as unknown as typeof version7.GraphQLClient },
  ];

/** An API and a refresher of its tokens, until the running test ends. */
export async function setUp(): Promise<{ readonly api: LocalApi; readonly tokens: TokenRefresher }> {
  const api = await startLocalApi();
  onTestFinished(() => api.close());
  const tokens = createTokenRefresher(async () => ({ value: api.issueToken() }));
  return { api, tokens };
}
