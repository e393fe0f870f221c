import { createTokenRefresher } from '@token-refresher/core';
import { startStranger } from '@token-refresher/test-support';
import type { Operation } from '@urql/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pairs } from './testing/pairs.ts';
import { setStage } from './testing/stage.ts';
import { tokenRefreshAuth } from './token-refresh-auth.ts';

describe.each(pairs)('$name', (pair) => {
  const { core } = pair;
  const exchangesBehindCache = (auth: ReturnType<typeof pair.authExchange>) => [
    core.cacheExchange,
    auth,
    core.fetchExchange,
  ];

  test('an operation that comes back from a cache with its mark on it is repaired, and sent twice at most, as the first was', async () => {
    const { api, client, sent } = await setStage({
      pair,
      wiring: 'tokenRefreshAuth',
      exchanges: exchangesBehindCache,
    });
    let operation: Operation = (await client.query('{ viewer }', {}).toPromise()).operation;
    for (let expiry = 0; expiry < 2; expiry++) {
      api.expireAll();
      const again: Operation = core.makeOperation('query', operation, { requestPolicy: 'network-only' });
      const result = await client.executeRequestOperation(again).toPromise();
      expect(result.data).toEqual({ viewer: 'viewer' });
      operation = result.operation;
    }
    expect(sent()).toEqual(['t1', 't1', 't2', 't2', 't3']);

    api.refuseEverything(true);
    api.resetLog();
    const again = core.makeOperation('query', operation, { requestPolicy: 'network-only' });
    expect((await client.executeRequestOperation(again).toPromise()).error?.response.status).toBe(401);
    expect(sent()).toEqual(['t3', 't4']);
  });

  test('its parts can be combined with others in one config', async () => {
    const { api, tokens } = await setStage({ pair });
    const auth = pair.authExchange(async ({ appendHeaders }) => {
      const config = await tokenRefreshAuth(tokens)();
      return {
        ...config,
        addAuthToOperation: (operation) => config.addAuthToOperation(appendHeaders(operation, { 'x-key': '1' })),
      };
    });
    const client = core.createClient({ url: api.url, exchanges: [auth, core.fetchExchange] });
    expect((await client.query('{ viewer }', {}).toPromise()).data).toEqual({ viewer: 'viewer' });
    expect(api.graphqlRequests[0]?.headers).toMatchObject({ 'x-key': '1' });
  });

  test('the token goes to the origins that are named, in one place or the other', async () => {
    const stranger = await startStranger();
    onTestFinished(() => stranger.close());
    const tokens = createTokenRefresher(async () => ({ value: 'token' }));
    const auth = pair.authExchange(tokenRefreshAuth(tokens, { origins: ['https://api.example.com'] }));
    const client = core.createClient({ url: stranger.origin, exchanges: [auth, core.fetchExchange] });
    await client.query('{ viewer }', {}).toPromise();
    expect(stranger.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test('without origins in either place it is refused at construction', () => {
    const tokens = createTokenRefresher(async () => ({ value: 'token' }));
    expect(() => tokenRefreshAuth(tokens)).toThrow(/^tokenRefreshAuth: option "origins" is missing: .+\.$/);
    expect(() => tokenRefreshAuth(undefined as never)).toThrow(
      new TypeError('tokenRefreshAuth: tokens must come from createTokenRefresher(fetchToken); got undefined.'),
    );
    expect(() => tokenRefreshAuth(tokens, { origin: 'https://a.test' } as never)).toThrow(
      /^tokenRefreshAuth: option "origin" is not known/,
    );
  });
});
