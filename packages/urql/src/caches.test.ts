import { TokenRequestError } from '@token-refresher/core';
import type { Client, Exchange, Operation, OperationResult } from '@urql/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { pairs } from './testing/pairs.ts';
import { setStage } from './testing/stage.ts';

const ask = (client: Client) => client.query('{ viewer }', {}).toPromise();

describe.each(pairs)('$name', (pair) => {
  const { core, graphcache } = pair;

  const caches: Record<string, () => Exchange> = {
    'the document cache': () => core.cacheExchange,
    graphcache: () => graphcache.cacheExchange({ keys: {} }),
  };

  test.each(Object.keys(caches))('%s: a query that it executes again is repaired at every expiry', async (cache) => {
    const { api, client } = await setStage({
      pair,
      exchanges: (auth) => [(caches[cache] as () => Exchange)(), auth, core.fetchExchange],
    });
    const results: OperationResult[] = [];
    let arrive = () => {};
    const source = client.query('{ viewer }', {}, { additionalTypenames: ['SavedQuery'] });
    const { unsubscribe } = source.subscribe((result) => {
      if (result.stale) return;
      results.push(result);
      arrive();
    });
    onTestFinished(unsubscribe);
    const reached = async (count: number) => {
      while (results.length < count) {
        await new Promise<void>((resolve) => {
          arrive = resolve;
        });
      }
    };
    await reached(1);
    for (const expiry of [1, 2]) {
      api.expireAll();
      const [last] = results.slice(-1);
      client.reexecuteOperation(
        core.makeOperation('query', last?.operation as Operation, { requestPolicy: 'network-only' }),
      );
      await reached(1 + expiry);
    }
    expect(results.map(({ error, data }) => error ?? data.viewer)).toEqual(['viewer', 'viewer', 'viewer']);
    expect(api.tokenRequests).toHaveLength(3);
  });

  test.each(['before', 'after'])(
    'ssrExchange %s it: hydration stays synchronous, and costs no request',
    async (place) => {
      const server = core.ssrExchange({ isClient: false });
      const { client: onServer } = await setStage({ pair, exchanges: (auth) => [server, auth, core.fetchExchange] });
      await ask(onServer);
      const ssr = core.ssrExchange({ isClient: true, initialState: server.extractData() });
      const { api, client } = await setStage({
        pair,
        exchanges: (auth) => [
          core.cacheExchange,
          ...(place === 'before' ? [ssr, auth] : [auth, ssr]),
          core.fetchExchange,
        ],
      });
      expect(client.readQuery('{ viewer }', {})?.data).toEqual({ viewer: 'viewer' });
      expect([api.graphqlRequests.length, api.tokenRequests.length]).toEqual([0, 0]);
    },
  );

  test('offlineExchange does not take a missing token for being offline', async () => {
    const { api, client } = await setStage({
      pair,
      fetchToken: async () => {
        if (api.issuedTokens.length > 0) throw new TokenRequestError('Failed to fetch', { code: 'network_error' });
        return { value: api.issueToken() };
      },
      tokens: { timeoutMs: 1 },
      exchanges: (auth) => {
        const storage = {
          onOnline: () => {},
          readMetadata: async () => [],
          writeMetadata: () => {},
          readData: async () => ({}),
          writeData: async () => {},
        };
        const optimistic = { saveQuery: () => ({ __typename: 'SavedQuery', id: 'x', name: 'x' }) };
        return [graphcache.offlineExchange({ storage, optimistic }), auth, core.fetchExchange];
      },
    });
    await ask(client);
    api.expireAll();
    const { error } = await client.mutation('mutation { saveQuery(name: "x") { id name } }', {}).toPromise();
    expect(error?.networkError).toMatchObject({ name: 'TokenRequestError' });
    expect(error?.response.status).toBe(401);
  });
});
