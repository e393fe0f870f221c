import { createTokenRefresher, type TokenRefresher } from '@token-refresher/core';
import { createFakeClock, type FakeClock, type LocalApi, startLocalApi } from '@token-refresher/test-support';
import * as version7 from 'graphql-request';
import * as version6 from 'graphql-request-6';
import { onTestFinished } from 'vitest';

/** Both major versions, under the types of version 7. */
export const versions: readonly { readonly version: string; readonly GraphQLClient: typeof version7.GraphQLClient }[] =
  [
    { version: '7.4.0', GraphQLClient: version7.GraphQLClient },
    { version: '6.1.0', GraphQLClient: version6.GraphQLClient as unknown as typeof version7.GraphQLClient },
  ];

export interface SetUp {
  readonly api: LocalApi;
  readonly tokens: TokenRefresher;
  /** The refresher's. It stands still unless a test turns it. */
  readonly clock: FakeClock;
}

/** An API and a refresher of its tokens, until the running test ends. */
export async function setUp(): Promise<SetUp> {
  const api = await startLocalApi();
  onTestFinished(() => api.close());
  const clock = createFakeClock();
  const tokens = createTokenRefresher(async () => ({ value: api.issueToken() }), { clock });
  onTestFinished(() => tokens.close());
  return { api, tokens, clock };
}
