import { misbehave } from '@token-refresher/test-support';
import type { Client, Operation, OperationResult } from '@urql/core';
import { describe, expect, test } from 'vitest';
import { pairs } from './testing/pairs.ts';
import { setStage } from './testing/stage.ts';
import { tokenRefreshExchange } from './token-refresh-exchange.ts';

const ask = (client: Client, document = '{ viewer }', context = {}) => client.query(document, {}, context).toPromise();

/** Every string, and what every function returns, that can be reached from a value, without looking into responses. */
function stringsIn(value: unknown, seen = new Set<unknown>()): string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null || seen.has(value) || value instanceof Response) return [];
  seen.add(value);
  if (value instanceof Headers) return [...value.values()];
  return Reflect.ownKeys(value).flatMap((key) => stringsIn((value as Record<PropertyKey, unknown>)[key], seen));
}

describe.each(pairs)('$name', (pair) => {
  const { core, persistedExchange, retryExchange } = pair;

  test('exchanges on both sides, results and devtools never see a token; callers see their own operation', async () => {
    const seen: (Operation | OperationResult)[] = [];
    const note = core.mapExchange({
      onOperation: (operation) => void seen.push(operation),
      onResult: (result) => void seen.push(result),
    });
    const own: typeof fetch = (input, init) => fetch(input, init);
    const { api, client } = await setStage({
      pair,
      client: { fetch: own, fetchOptions: () => ({ headers: { 'x-app': '1' } }) },
      exchanges: (auth) => [note, auth, note, core.fetchExchange],
    });
    const events: unknown[] = [];
    client.subscribeToDebugTarget?.((event) => events.push(event));
    await ask(client);
    api.expireAll();
    const result = await ask(client, 'query Again { viewer }');
    expect(result.data).toEqual({ viewer: 'viewer' });
    expect(result.operation.context.fetch).toBe(own);
    expect(events.length).toBeGreaterThanOrEqual(4);
    const strings = stringsIn([seen, events, result]);
    expect(strings).toContain('viewer');
    for (const token of api.issuedTokens) expect(strings.filter((text) => text.includes(token))).toEqual([]);
  });

  test('the operation of a result is the very one that was sent, as without the exchange', async () => {
    const sent: Operation[] = [];
    const note = core.mapExchange({ onOperation: (operation) => void sent.push(operation) });
    const { client } = await setStage({ pair, exchanges: (auth) => [note, auth, core.fetchExchange] });
    const { operation } = await ask(client);
    expect(operation).toBe(sent.find(({ kind }) => kind === 'query'));
  });

  test('in the order that the README shows, everybody does their work', async () => {
    const complaints: string[] = [];
    const { api, client } = await setStage({
      pair,
      exchanges: (auth) => [
        core.mapExchange({ onError: (error) => void complaints.push(error.message) }),
        core.cacheExchange,
        core.ssrExchange({ isClient: true }),
        auth,
        core.fetchExchange,
      ],
    });
    await ask(client);
    api.expireAll();
    expect((await ask(client, 'query Again { viewer }')).data).toEqual({ viewer: 'viewer' });
    expect((await ask(client)).data).toEqual({ viewer: 'viewer' });
    expect([complaints, api.graphqlRequests.length]).toEqual([[], 3]);
  });

  describe.each(['before', 'after'])('persistedExchange %s it', (place) => {
    const persisted = () =>
      setStage({
        pair,
        exchanges: (auth) => {
          const exchange = persistedExchange({ enableForMutation: true, preferGetForPersistedQueries: false });
          return [...(place === 'before' ? [exchange, auth] : [auth, exchange]), core.fetchExchange];
        },
      });

    test('a persisted query is repaired, whether the API knows its hash or not', async () => {
      const { api, client } = await persisted();
      await ask(client);
      for (const document of ['{ viewer }', 'query New { viewer }']) {
        api.expireAll();
        const { data } = await ask(client, document, { requestPolicy: 'network-only' });
        expect(data).toEqual({ viewer: 'viewer' });
      }
      expect(api.tokenRequests).toHaveLength(3);
    });

    test('a persisted query is known as one: a refusal that names a field is repaired', async () => {
      const { api, client } = await persisted();
      await ask(client);
      const errors = [{ message: 'Unauthorized', path: ['viewer', 'name'] }];
      api.graphqlRespondsWith(misbehave.json({ data: null, errors }), { times: 1 });
      expect((await ask(client, '{ viewer }', { requestPolicy: 'network-only' })).data).toEqual({ viewer: 'viewer' });
    });

    test('a persisted mutation that was carried out in part is not executed again', async () => {
      const { api, client } = await persisted();
      await client.mutation('mutation { count denyNonNull }', {}).toPromise();
      const before = api.executions.count;
      const { error } = await client.mutation('mutation { count denyNonNull }', {}).toPromise();
      expect(error?.graphQLErrors).toMatchObject([{ message: 'Unauthorized' }]);
      expect([before, api.executions.count]).toEqual([1, 2]);
    });
  });

  test.each([
    ['query', 'is sent again', 2],
    ['mutation', 'is not', 1],
  ] as const)('of what is known by its id alone and was refused in part, a %s %s', async (kind, _, sends) => {
    const { api, client } = await setStage({ pair });
    const errors = [{ message: 'Unauthorized', path: ['denyNonNull'] }];
    api.graphqlRespondsWith(misbehave.json({ data: null, errors }));
    const query = { kind: 'Document', definitions: [], documentId: 'sha256:1' } as never;
    const request = { key: 1, query, variables: {} };
    const { context } = client.createRequestOperation('teardown', request);
    await client.executeRequestOperation(core.makeOperation(kind, request, { ...context })).toPromise();
    expect(api.graphqlRequests).toHaveLength(sends);
  });

  test.each(['before', 'after'])(
    'retryExchange %s it repeats what failed, each time with the current token',
    async (place) => {
      const { api, client, sent } = await setStage({
        pair,
        exchanges: (auth) => {
          const retry = retryExchange({ initialDelayMs: 1, maxNumberAttempts: 3 });
          return [...(place === 'before' ? [retry, auth] : [auth, retry]), core.fetchExchange];
        },
      });
      await ask(client);
      api.expireAll();
      api.resetLog();
      api.graphqlRespondsWith(misbehave.reset(), { times: 1 });
      expect((await ask(client)).data).toEqual({ viewer: 'viewer' });
      expect(sent()).toEqual(['t1', 't1', 't2']);
      expect(api.tokenRequests).toHaveLength(1);
    },
  );

  test.each(['before', 'after'])('subscriptionExchange %s it keeps its operations to itself', async (place) => {
    const subscription = core.subscriptionExchange({
      forwardSubscription: () => ({
        subscribe(sink) {
          sink.next({ data: { trade: 1 } });
          sink.complete();
          return { unsubscribe: () => {} };
        },
      }),
    });
    const { client, api } = await setStage({
      pair,
      exchanges: (auth) => [...(place === 'before' ? [subscription, auth] : [auth, subscription]), core.fetchExchange],
    });
    const result = await new Promise<OperationResult>((resolve) => {
      client.subscription('subscription { trade }', {}).subscribe(resolve);
    });
    expect(result.data).toEqual({ trade: 1 });
    expect((await ask(client)).data).toEqual({ viewer: 'viewer' });
    expect(api.tokenRequests).toHaveLength(1);
  });

  test.each(['before', 'after'])(
    "an application's own authExchange %s it goes on as it did, and neither disturbs the other",
    async (place) => {
      const { api, client, sent, roundTrips } = await setStage({
        pair,
        exchanges: (auth) => {
          const session = pair.authExchange(async ({ appendHeaders }) => ({
            addAuthToOperation: (operation) =>
              appendHeaders(operation, { 'x-session': 's1', Authorization: 'Session s1' }),
            didAuthError: ({ response }) => response?.status === 401,
            refreshAuth: async () => {},
          }));
          return [...(place === 'before' ? [session, auth] : [auth, session]), core.fetchExchange];
        },
      });
      await ask(client);
      api.expireAll();
      const mutations = ['a', 'a'].map(() => client.mutation('mutation { count }', {}).toPromise());
      const results = await Promise.race([Promise.all(mutations), api.graphqlRequestsReached(5).then(roundTrips)]);
      expect(results).toMatchObject([{ data: {} }, { data: {} }]);
      expect(sent()).toEqual(['t1', 't1', 't1', 't2', 't2']);
      expect(api.graphqlRequests.map(({ headers }) => headers['x-session'])).toEqual(['s1', 's1', 's1', 's1', 's1']);
      expect(api.tokenRequests).toHaveLength(2);
    },
  );

  test('two of them with tokens for two origins do not meet', async () => {
    const other = await setStage({ pair });
    const { client, sent } = await setStage({
      pair,
      exchanges: (auth) => [auth, tokenRefreshExchange(other.tokens), core.fetchExchange],
    });
    await ask(client);
    await ask(client, 'query Other { viewer }', { url: other.api.url });
    expect([sent(), other.sent()]).toEqual([['t1'], ['t1']]);
  });
});
