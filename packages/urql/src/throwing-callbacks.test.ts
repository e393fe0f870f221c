import { expect, test } from 'vitest';
import { pairs } from './testing/pairs.ts';
import { recordUnhandled } from './testing/record-unhandled.ts';
import { setStage } from './testing/stage.ts';
import { tokenRefreshAuth } from './token-refresh-auth.ts';
import { tokenRefreshExchange } from './token-refresh-exchange.ts';

const fails = () => {
  throw new Error('a mistake in a callback');
};

test.each(pairs)('W5: bare authExchange hangs when a callback throws, $name', async (pair) => {
  const unhandled = recordUnhandled();
  const { client, api, roundTrips } = await setStage({
    pair,
    exchanges: (_, { authExchange, core }) => [
      authExchange(async () => ({
        addAuthToOperation: (operation) => operation,
        didAuthError: fails,
        refreshAuth: async () => {},
      })),
      core.fetchExchange,
    ],
  });
  const waiting = client.query('{ viewer }', {}).toPromise();
  await api.graphqlRequestsReached(1);
  expect(await Promise.race([waiting, roundTrips()])).toBe('still waiting');
  expect(unhandled).toMatchObject([{ message: 'a mistake in a callback' }]);
});

test.each(pairs)('W5: an isUnauthorized that throws is the error of its operation, $name', async (pair) => {
  const unhandled = recordUnhandled();
  for (const through of ['tokenRefreshExchange', 'tokenRefreshAuth'] as const) {
    const { client, tokens, api } = await setStage({ pair });
    const exchange = {
      tokenRefreshExchange: () => tokenRefreshExchange(tokens, { isUnauthorized: fails }),
      tokenRefreshAuth: () => pair.authExchange(tokenRefreshAuth(tokens, { isUnauthorized: fails })),
    }[through]();
    const broken = pair.core.createClient({ url: api.url, exchanges: [exchange, pair.core.fetchExchange] });
    const { error } = await broken.query('{ viewer }', {}).toPromise();
    expect(error?.networkError).toMatchObject({ message: 'a mistake in a callback' });
    expect((await client.query('{ viewer }', {}).toPromise()).data).toEqual({ viewer: 'viewer' });
  }
  expect(unhandled).toEqual([]);
});

test.each(pairs)('W5: a fetchToken that throws at once, or returns no promise, ends the wait, $name', async (pair) => {
  const unhandled = recordUnhandled();
  for (const fetchToken of [fails, () => undefined as never]) {
    for (const wiring of ['tokenRefreshExchange', 'tokenRefreshAuth'] as const) {
      const { client } = await setStage({ pair, wiring, fetchToken, tokens: { timeoutMs: 1 } });
      const { error } = await client.query('{ viewer }', {}).toPromise();
      expect(error?.networkError?.name).toBe('TokenRequestError');
    }
  }
  expect(unhandled).toEqual([]);
});
