import { type LocalApi, startLocalApi } from '@token-refresher/test-support';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTokenRefresher } from '../refresher/token-refresher.ts';
import { scene } from '../testing/refresher-scene.ts';
import { startAttempt } from './attempt.ts';
import { createAuthorizedFetch } from './authorized-fetch.ts';

const tokens = createTokenRefresher(async () => ({ value: 't' }), { origins: ['https://api.example.com'] });
const withoutOrigins = createTokenRefresher(async () => ({ value: 't' }));
const fetchProblem = 'option "fetch" must be a function that sends requests, and not one that adds a token already';

test.each<[problem: string, create: () => unknown]>([
  ['tokens must come from createTokenRefresher(fetchToken); got object', () => createAuthorizedFetch({} as never)],
  [
    'options must be an object with any of: fetch, origins, isUnauthorized, keepsServing',
    () => createAuthorizedFetch(tokens, null as never),
  ],
  [
    'options must be an object with any of: fetch, origins, isUnauthorized, keepsServing',
    () => createAuthorizedFetch(tokens, ['fetch'] as never),
  ],
  [
    'option "operation" is not known; known are: fetch, origins, isUnauthorized, keepsServing',
    () => createAuthorizedFetch(tokens, { operation: () => '' } as never),
  ],
  [
    'option "isUnauthorized" must be a function (response) => boolean',
    () => createAuthorizedFetch(tokens, { isUnauthorized: 401 as never }),
  ],
  [fetchProblem, () => createAuthorizedFetch(tokens, { fetch: 'fetch' as never })],
  [fetchProblem, () => createAuthorizedFetch(tokens, { fetch: createAuthorizedFetch(tokens) })],
  [
    'option "keepsServing" must be true or false',
    () => createAuthorizedFetch(tokens, { keepsServing: 'yes' as never }),
  ],
  [
    'option "origins" is missing: name the API\'s origin, here or in createTokenRefresher; the token goes nowhere else',
    () => createAuthorizedFetch(withoutOrigins),
  ],
  [
    'option "origins" must be a list of at least one origin, such as [\'https://api.example.com\']',
    () => createAuthorizedFetch(withoutOrigins, { origins: [] }),
  ],
])('a wrong argument is a TypeError at once: %s', (problem, create) => {
  expect(create).toThrow(new TypeError(`createAuthorizedFetch: ${problem}.`));
});

describe('over HTTP', () => {
  let api: LocalApi;
  beforeEach(async () => {
    api = await startLocalApi();
  });
  afterEach(() => api.close());
  const hello = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"query":"{ echo(text: \\"hello\\") }"}',
  };

  test.each([true, 0, 'false', null])(
    'a tokenRefresh that is not false, but %s, sends nothing',
    async (tokenRefresh) => {
      const authorizedFetch = createAuthorizedFetch(tokens);
      await expect(authorizedFetch(api.url, { ...hello, tokenRefresh } as never)).rejects.toThrow(
        new TypeError('createAuthorizedFetch: option "tokenRefresh" must be false, or left out.'),
      );
      expect(api.graphqlRequests).toHaveLength(0);
    },
  );

  const known = 'operation, mayRefresh, onRetryAccepted, renewHeaders, fetch, trustedUrl, tokenRefresh';
  test.each<[call: unknown, problem: string]>([
    [{ mayrefresh: () => false }, `option "mayrefresh" is not known; known are: ${known}`],
    [{ mayRefresh: false }, 'option "mayRefresh" must be a function'],
    [{ onRetryAccepted: 'yes' }, 'option "onRetryAccepted" must be a function'],
    [{ operation: '{ viewer }' }, 'option "operation" must be a function'],
    [{ renewHeaders: {} }, 'option "renewHeaders" must be a function'],
    [null, `options must be an object with any of: ${known}`],
  ])('a third argument of %o sends nothing', async (call, problem) => {
    const authorizedFetch = createAuthorizedFetch(tokens);
    await expect(authorizedFetch(api.url, hello, call as never)).rejects.toThrow(
      new TypeError(`createAuthorizedFetch: ${problem}.`),
    );
    expect(api.graphqlRequests).toHaveLength(0);
  });

  test.each([true, false, undefined])(
    'with keepsServing %s, whether others go on with a rejected token',
    async (keeps) => {
      const { tokens, respond } = scene({ origins: [api.origin] });
      const first = tokens.getToken();
      await respond({ value: api.issueToken() });
      const { value } = await first;
      api.revokeAll();
      const isRejected = new Promise<void>((resolve) => {
        tokens.subscribe(({ type }) => type === 'token-rejected' && resolve());
      });
      const sending = createAuthorizedFetch(tokens, { keepsServing: keeps })(api.url, hello);
      await Promise.race([isRejected, sending]);
      expect(startAttempt(tokens).cachedToken()).toBe(keeps ? value : undefined);
      await respond({ value: api.issueToken() });
      expect((await sending).status).toBe(200);
      expect(api.graphqlRequests.map(({ token }) => token)).toEqual(api.issuedTokens);
    },
  );
});
