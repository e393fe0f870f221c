import {
  brokerToken,
  createAuthorizedFetch,
  createTokenRefresher,
  type TokenEvent,
  type TokenRefresher,
} from '@token-refresher/core';
import { clientCredentials, createTokenBroker, type PageEvent } from '@token-refresher/server';
import { createTestClock, type RunningTestApi, startTestApi, type TestClock } from '@token-refresher/testing';
import { expect, onTestFinished, test } from 'vitest';
import { nodeHosts } from './node-hosts.ts';

interface Scene {
  readonly api: RunningTestApi;
  readonly clock: TestClock;
  /** What the broker tells. */
  readonly told: PageEvent[];
  /** The status of a page's operation. Each page has a refresher of its own. */
  readonly openPage: () => { readonly events: TokenEvent[]; readonly operate: (query?: string) => Promise<number> };
}

/** An API, a broker before it, and pages that get their tokens from that. */
async function setUp(): Promise<Scene> {
  const api = await startTestApi({ respond: () => ({ data: { viewer: 'Ada' } }) });
  onTestFinished(() => api.close());
  const clock = createTestClock();
  const told: PageEvent[] = [];
  const closed = (tokens: TokenRefresher) => {
    onTestFinished(() => tokens.close());
    return tokens;
  };
  const broker = createTokenBroker({
    tokens: closed(createTokenRefresher(clientCredentials(api.credentials), { clock })),
    authorize: () => ({ caller: 'session-1' }),
    onEvent: (event) => told.push(event),
    clock,
  });
  const url = await nodeHosts[0]?.serve(broker);
  const openPage = () => {
    const tokens = closed(createTokenRefresher(brokerToken(`${url}`), { clock, origins: [api.origin] }));
    const events: TokenEvent[] = [];
    tokens.subscribe((event) => events.push(event));
    const authorizedFetch = createAuthorizedFetch(tokens);
    const headers = { 'content-type': 'application/json' };
    const operate = async (query = '{ viewer }') => {
      const response = await authorizedFetch(api.url, { method: 'POST', headers, body: JSON.stringify({ query }) });
      await response.body?.cancel();
      return response.status;
    };
    return { events, operate };
  };
  return { api, clock, told, openPage };
}

test('a page behind the broker survives four revocations in a row, a fifth one a minute later', async () => {
  const { api, clock, openPage } = await setUp();
  const { operate } = openPage();
  expect(await operate()).toBe(200);
  for (let time = 1; time <= 4; time++) {
    api.revoke();
    expect(await operate()).toBe(200);
  }
  api.revoke();
  expect(await operate()).toBe(401);
  await clock.advance(60_000);
  expect(await operate()).toBe(200);
  expect(api.tokenRequests).toHaveLength(1 + 5);
});

test('when the broker takes no more reports, the events of the page say that nothing was repaired', async () => {
  const { api, told, openPage } = await setUp();
  const { operate, events } = openPage();
  await operate();
  for (let time = 1; time <= 4; time++) {
    api.revoke();
    await operate();
  }
  expect(events.map(({ type }) => type)).not.toContain('refresh-damped');
  const before = events.length;
  api.revoke();
  expect(await operate()).toBe(401);
  expect(events.slice(before)).toMatchObject([
    { type: 'token-rejected', status: 401 },
    { type: 'refresh-started', reason: 'rejected' },
    { type: 'refresh-succeeded', reason: 'rejected' },
    { type: 'refresh-damped', reason: 'rejected' },
  ]);
  expect(told.at(-2)).toMatchObject({ type: 'denied', reason: 'report', status: 429 });
});

test('a page that reports every token costs four token requests and no more, however many operations it sends', async () => {
  const { api, openPage } = await setUp();
  const { operate } = openPage();
  api.refuseEverything(true);
  for (let time = 0; time < 50; time++) expect(await operate(`{ viewer } # ${time}`)).toBe(401);
  expect(api.tokenRequests).toHaveLength(1 + 4);
});
