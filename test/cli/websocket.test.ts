import { once } from 'node:events';
import type { LiveBehaviour, LocalApi } from '@token-refresher/test-support';
import { type Client, createClient } from 'graphql-ws';
import { expect, onTestFinished, test } from 'vitest';
import WebSocket from 'ws';
import { localApi } from './local-api.ts';
import { startProxyHere } from './proxy-here.ts';
import { startProxy } from './proxy-process.ts';

const trades = 'subscription { EVM(network: eth) { DEXTrades { Transaction { Hash } } } }';

/** A client that knows nothing of tokens. */
function subscribe(url: string): { first: Promise<unknown>; client: Client } {
  const client = createClient({ url: url.replace('http', 'ws'), webSocketImpl: WebSocket, retryAttempts: 0 });
  onTestFinished(() => void client.dispose());
  const first = new Promise((resolve, reject) => {
    client.subscribe({ query: trades }, { next: resolve, error: reject, complete: () => {} });
  });
  first.catch(() => {});
  return { first, client };
}

async function firstTrade(api: LocalApi, url: string): Promise<unknown> {
  const { first } = subscribe(url);
  await Promise.race([api.live.subscriptionsReached(1), first]);
  api.live.publish();
  return first;
}

const outcomes = (api: LocalApi) => api.live.connects.map(({ outcome }) => outcome);

const refusals: [string, 'url' | 'connection_init', LiveBehaviour | undefined][] = [
  ['url', 'url', undefined],
  ['url', 'url', { kind: 'close', code: 4401, reason: 'Unauthorized', at: 'open' }],
  ['url', 'url', { kind: 'close', code: 4403, reason: 'Forbidden', at: 'connection_init' }],
  ['connection_init', 'connection_init', undefined],
];

test.each(refusals)(
  'token in the %s: a subscription runs without one, and a revoked token is repaired unseen %#',
  async (option, place, refusal) => {
    const api = await localApi();
    api.live.takeTokenFrom(place);
    if (refusal) api.live.refuseWith(refusal);
    const proxy = await startProxyHere(api, option);
    expect(await firstTrade(api, proxy.url)).toMatchObject({ data: { EVM: expect.anything() } });
    api.live.dropAll();
    api.revokeAll();
    expect(await firstTrade(api, proxy.url)).toMatchObject({ data: { EVM: expect.anything() } });
    expect(outcomes(api)).toEqual(['acknowledged', 'refused', 'acknowledged']);
    expect(api.tokenRequests).toHaveLength(2);
  },
);

test('the token goes into the header by default, and a caller’s own is replaced', async () => {
  const api = await localApi();
  api.live.takeTokenFrom('connection_init');
  const proxy = await startProxy(api);
  const socket = new WebSocket(proxy.url.replace('http', 'ws'), 'graphql-transport-ws', {
    headers: { authorization: 'Bearer own', cookie: 'a=1' },
  });
  await once(socket, 'open');
  onTestFinished(() => socket.terminate());
  const [connect] = api.live.connects;
  expect(connect?.headers.authorization).toBe(`Bearer ${api.issuedTokens[0]}`);
  expect(connect?.headers).not.toHaveProperty('cookie');
});

test.each(['url', 'connection_init'] as const)('--websocket-token %s says where the token goes', async (option) => {
  const api = await localApi();
  api.live.takeTokenFrom(option);
  const proxy = await startProxy(api, ['--websocket-token', option]);
  expect(await firstTrade(api, proxy.url)).toMatchObject({ data: { EVM: expect.anything() } });
});

test('an API that refuses every token is asked twice, and its response goes to the caller', async () => {
  const api = await localApi();
  api.refuseEverything(true);
  const proxy = await startProxyHere(api, 'url');
  const socket = new WebSocket(proxy.url.replace('http', 'ws'), 'graphql-transport-ws');
  const [error] = await once(socket, 'error');
  expect(String(error)).toContain('401');
  expect(api.live.connects).toHaveLength(2);
});

test('a socket that is closed for its token later makes the next one carry another', async () => {
  const api = await localApi();
  const proxy = await startProxyHere(api, 'url');
  const socket = new WebSocket(proxy.url.replace('http', 'ws'), 'graphql-transport-ws');
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');
  socket.send('{"type":"connection_init"}');
  await once(socket, 'message');
  api.revokeAll();
  api.live.closeAll(4401, 'Unauthorized');
  expect(await once(socket, 'close')).toEqual([4401, Buffer.from('Unauthorized')]);
  await firstTrade(api, proxy.url);
  expect(outcomes(api)).toEqual(['acknowledged', 'acknowledged']);
});

test('long messages pass whole, both ways', async () => {
  const api = await localApi();
  const proxy = await startProxyHere(api, 'url');
  const { client } = subscribe(proxy.url);
  const long = 'x'.repeat(300_000);
  const result = await new Promise((resolve, reject) => {
    client.subscribe(
      { query: '{ viewer }', variables: { long }, extensions: { long } },
      { next: resolve, error: reject, complete: () => {} },
    );
  });
  expect(result).toMatchObject({ data: { viewer: expect.anything() } });
  const operation = api.live.connects[0]?.operations.find(({ query }) => query === '{ viewer }');
  expect(operation?.variables?.long).toBe(long);
});

test.each([
  ['a page of another site', { origin: 'https://evil.example' }],
  ['a foreign Host', { host: 'evil.example' }],
])('%s gets no WebSocket', async (_, headers) => {
  const api = await localApi();
  const proxy = await startProxyHere(api, 'url');
  const socket = new WebSocket(proxy.url.replace('http', 'ws'), 'graphql-transport-ws', { headers });
  const [error] = await once(socket, 'error');
  expect(String(error)).toContain('403');
  expect(api.live.connects).toEqual([]);
});
