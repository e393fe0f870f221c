import { createFakeClock, createGate, misbehave, startStranger } from '@token-refresher/test-support';
import type { Client } from '@urql/core';
import { expect, onTestFinished } from 'vitest';
import { defect } from './testing/defect.ts';

const viewer = 'query Viewer { viewer }';
const ask = (client: Client, document = viewer, context = {}) => client.query(document, {}, context).toPromise();
const named = (name: string) => (request: { url: string; body: string }) =>
  `${request.url} ${request.body}`.includes(name);
const change = (client: Client, document: string) => client.mutation(document, {}).toPromise();

defect('W1: a late rejection of an old token costs no second refresh', async (setStage) => {
  const { api, client } = await setStage();
  await ask(client);
  api.expireAll();
  const gate = createGate();
  const isSlow = named('Slow');
  api.graphqlRespondsWith((request) => (isSlow(request) ? misbehave.hold(gate) : null), { times: 1 });
  const slow = ask(client, 'query Slow { viewer }');
  await gate.waitFor(1);
  await ask(client, 'query Fast { viewer }');
  gate.release();
  expect((await slow).data).toEqual({ viewer: 'viewer' });
  expect(api.tokenRequests).toHaveLength(2);
});

defect('W2: identical mutations that are refused together are both answered', async (setStage) => {
  const { api, client, roundTrips } = await setStage();
  await ask(client);
  api.expireAll();
  const both = Promise.all([change(client, 'mutation { count }'), change(client, 'mutation { count }')]);
  await api.graphqlRequestsReached(4);
  const results = await Promise.race([both, roundTrips()]);
  expect(results).toMatchObject([{ data: {} }, { data: {} }]);
  expect(api.executions.count).toBe(2);
});

defect(
  'W2: identical mutations that are the first operations are both answered',
  async (setStage) => {
    const { api, client, roundTrips } = await setStage();
    const both = Promise.all([change(client, 'mutation { count }'), change(client, 'mutation { count }')]);
    await api.graphqlRequestsReached(1);
    const results = await Promise.race([both, roundTrips()]);
    expect(results).toMatchObject([{ data: {} }, { data: {} }]);
  },
  { remains: ['tokenRefreshAuth'] },
);

defect('W3: a cached query is repaired at every expiry, not only at the first', async (setStage) => {
  const { api, client } = await setStage({
    exchanges: (auth, { core }) => [core.cacheExchange, auth, core.fetchExchange],
  });
  await ask(client);
  api.expireAll();
  const isCached = named('Cached');
  const cached = client.query('query Cached { viewer }', {}, { additionalTypenames: ['SavedQuery'] });
  const results: unknown[] = [];
  const again = new Promise<void>((resolve) => {
    const { unsubscribe } = cached.subscribe(({ data, error, stale }) => {
      if (!stale) results.push(error?.message ?? data);
      if (results.length === 2) resolve();
    });
    onTestFinished(unsubscribe);
  });
  await api.graphqlRequestsReached(3);
  await ask(client, 'query Other { viewer }');
  api.graphqlRespondsWith((request) => (isCached(request) ? misbehave.refuse() : null), { times: 1 });
  await change(client, 'mutation { saveQuery(name: "x") { id } }');
  await again;
  expect(results).toMatchObject([{ viewer: 'viewer' }, { viewer: 'viewer' }]);
});

defect('W4: a subscription is never opened again while it is open', async (setStage) => {
  let open = 0;
  let most = 0;
  const { client } = await setStage({
    exchanges: (auth, { core }) => [
      auth,
      core.fetchExchange,
      core.subscriptionExchange({
        forwardSubscription: () => ({
          subscribe(sink) {
            most = Math.max(most, ++open);
            sink.next({ errors: [{ message: 'Unauthorized' }] as never });
            return { unsubscribe: () => void open-- };
          },
        }),
      }),
    ],
  });
  const result = await new Promise<{ error?: unknown }>((resolve) => {
    const { unsubscribe } = client.subscription('subscription { trades }', {}).subscribe(resolve);
    onTestFinished(unsubscribe);
  });
  expect(result.error).toMatchObject({ message: '[GraphQL] Unauthorized' });
  expect(most).toBe(1);
});

defect('W6: a token request that never ends ends the wait, not the application', async (setStage) => {
  const clock = createFakeClock();
  const { api, client, roundTrips } = await setStage({ tokens: { clock } });
  await ask(client);
  api.expireAll();
  api.tokenEndpointRespondsWith(misbehave.hang());
  const waiting = ask(client);
  await api.tokenRequestsReached(2);
  await clock.advance(10_000);
  const result = await Promise.race([waiting, roundTrips()]);
  expect(result).toMatchObject({ error: { networkError: { name: 'TokenRequestError', code: 'timeout' } } });
});

for (const [form, headers] of Object.entries({
  'a Headers instance': () => new Headers({ 'x-app': '1' }),
  'a list of pairs': (): [string, string][] => [['x-app', '1']],
})) {
  defect(`W7: headers as ${form} arrive`, async (setStage) => {
    const { api, client } = await setStage({ client: { fetchOptions: { headers: headers() } } });
    await ask(client);
    expect(api.graphqlRequests[0]?.headers).toMatchObject({ 'x-app': '1' });
  });
}

defect('W8: a fetchOptions function is asked again for the second request', async (setStage) => {
  let id = 0;
  const { api, client } = await setStage({
    client: { fetchOptions: () => ({ headers: { 'x-request-id': String(++id) } }) },
  });
  await ask(client);
  api.expireAll();
  await ask(client, 'query Again { viewer }');
  const ids = api.graphqlRequests.map(({ headers }) => headers['x-request-id']);
  expect(new Set(ids).size).toBe(3);
});

defect('W9: a field that is permanently denied does not refresh the token at every execution', async (setStage) => {
  const { api, client } = await setStage({ tokens: { clock: createFakeClock() } });
  for (let execution = 0; execution < 5; execution++) {
    const { error } = await ask(client, 'query Denied { deniedNonNull }');
    expect(error?.graphQLErrors).toMatchObject([{ message: 'Unauthorized' }]);
  }
  expect(api.tokenRequests.length).toBeLessThanOrEqual(2);
});

defect('W10: an operation with a foreign url goes out without the token', async (setStage) => {
  const stranger = await startStranger();
  onTestFinished(() => stranger.close());
  const { client } = await setStage();
  await ask(client, viewer, { url: `${stranger.origin}/graphql` });
  expect(stranger.requests).toHaveLength(1);
  expect(stranger.requests[0]?.headers.authorization).toBeUndefined();
});

defect('W11: a retryExchange behind it does not send an expired token again and again', async (setStage) => {
  const { api, client, sent } = await setStage({
    exchanges: (auth, { core, retryExchange }) => [
      auth,
      retryExchange({ initialDelayMs: 1, maxNumberAttempts: 3 }),
      core.fetchExchange,
    ],
  });
  await ask(client);
  api.expireAll();
  api.resetLog();
  expect((await ask(client)).data).toEqual({ viewer: 'viewer' });
  expect(sent()).toEqual(['t1', 't2']);
});

defect('W12: an operation that waited for its token is repaired when that token is refused', async (setStage) => {
  const { api, client, sent } = await setStage({ bareStarts: 'empty' });
  api.graphqlRespondsWith(misbehave.refuse(), { times: 1 });
  expect((await ask(client)).data).toEqual({ viewer: 'viewer' });
  expect(sent()).toEqual(['t1', 't2']);
});

defect('a mutation that was carried out in part is not executed again', async (setStage) => {
  const { api, client } = await setStage();
  const { data, error } = await change(client, 'mutation { count deny }');
  expect([data, error?.message]).toEqual([{ count: 1, deny: null }, '[GraphQL] Unauthorized']);
  expect(api.executions.count).toBe(1);
});

for (const shape of ['200 JSON message', '200 JSON string', '200 without content type'] as const) {
  defect(`a response that shows itself in its body only is repaired: ${shape}`, async (setStage) => {
    const { api, client } = await setStage();
    api.graphqlRespondsWith(misbehave.refuse(shape), { times: 1 });
    expect((await ask(client)).data).toEqual({ viewer: 'viewer' });
  });
}
