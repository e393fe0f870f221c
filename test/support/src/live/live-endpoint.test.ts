import { createGate } from '@token-refresher/testing';
import { createClient } from 'graphql-ws';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import type { LocalApi } from '../local-api.ts';
import { localApi, query } from '../testing/local-api.ts';
import type { LiveBehaviour } from './live-api.ts';

const trades = 'subscription { EVM(network: eth) { DEXTrades { Transaction { Hash } } } }';

/** A client with one token that never changes. It never reconnects. */
function client(api: LocalApi, token = api.issueToken(), connectionParams?: Record<string, unknown>) {
  const made = createClient({
    url: connectionParams ? api.live.url : `${api.live.url}?token=${token}`,
    ...(connectionParams && { connectionParams }),
    webSocketImpl: WebSocket,
    retryAttempts: 0,
  });
  return made;
}

/** How a subscription ends. */
async function endOf(stream: AsyncIterable<unknown>): Promise<unknown> {
  try {
    for await (const _ of stream);
    return 'complete';
  } catch (error) {
    return error;
  }
}

interface Trades {
  readonly EVM: { readonly DEXTrades: readonly { readonly Transaction: { readonly Hash: string } }[] };
}

function hash(event: { value?: { data?: unknown } }): string | undefined {
  const data = event.value?.data as Trades | undefined;
  return data?.EVM.DEXTrades[0]?.Transaction.Hash;
}

test('whoever has subscribed gets each trade as it is published', async () => {
  const api = await localApi();
  const [one, other] = [client(api).iterate({ query: trades }), client(api).iterate({ query: trades })];
  const first = [one.next(), other.next()];
  await api.live.subscriptionsReached(2);
  const [a, b] = api.live.publish(2);
  expect((await Promise.all(first)).map(hash)).toEqual([a, a]);
  expect(hash(await one.next())).toBe(b);
  await one.return?.();
  expect(api.live.connects[0]).toMatchObject({ outcome: 'acknowledged', operations: [{ query: trades }] });
});

test('queries find published trades as the latest', async () => {
  const api = await localApi();
  const latest = '{ EVM { DEXTrades(limit: {count: 2}, orderBy: {descending: Block_Time}) { Transaction { Hash } } } }';
  const ask = async () => (await client(api).iterate({ query: latest }).next()).value?.data as Trades;
  const hashes = ({ EVM }: Trades) => EVM.DEXTrades.map(({ Transaction }) => Transaction.Hash);
  const before = hashes(await ask());
  const published = api.live.publish(2);
  expect(hashes(await ask())).toEqual(published);
  expect(before).not.toEqual(published);
});

test('queries and mutations are executed too', async () => {
  const api = await localApi();
  expect((await client(api).iterate({ query: '{ viewer }' }).next()).value).toEqual({ data: { viewer: 'viewer' } });
  expect(api.executions.viewer).toBe(1);
});

test('a bad token in the URL is refused by HTTP 401 before there is a WebSocket', async () => {
  const api = await localApi();
  const token = api.issueToken();
  api.revoke(token);
  const error = await endOf(client(api, token).iterate({ query: trades }));
  expect((error as Error).message).toContain('401');
  expect(api.live.connects[0]).toMatchObject({ token, outcome: 'refused', reason: 'revoked' });
});

test('a bad token in connection_init is refused by 4403 instead of the acknowledgement', async () => {
  const api = await localApi();
  api.live.takeTokenFrom('connection_init');
  expect(await endOf(client(api, '', { Authorization: 'Bearer no' }).iterate({ query: trades }))).toMatchObject({
    code: 4403,
  });
  expect(api.live.connects[0]).toMatchObject({ token: 'no', outcome: 'refused', reason: 'unknown' });
  const good = client(api, '', { Authorization: `Bearer ${api.issueToken()}` });
  expect((await good.iterate({ query: '{ viewer }' }).next()).value).toHaveProperty('data');
});

test.each<[LiveBehaviour, number]>([
  [{ kind: 'close', code: 4401, at: 'open' }, 4401],
  [{ kind: 'close', code: 4401, at: 'connection_init' }, 4401],
  [{ kind: 'close', code: 4403, at: 'acknowledged' }, 4403],
  [{ kind: 'drop', at: 'connection_init' }, 1006],
  [{ kind: 'drop', at: 'acknowledged' }, 1006],
])('a connect can end by %o', async (behaviour, code) => {
  const api = await localApi();
  api.live.respondsWith(behaviour);
  expect(await endOf(client(api).iterate({ query: trades }))).toMatchObject({ code });
});

test.each<LiveBehaviour>([{ kind: 'status', status: 503 }, { kind: 'reset' }])(
  'a connect can fail by %o, and the next one succeed',
  async (behaviour) => {
    const api = await localApi();
    api.live.respondsWith(behaviour, { times: 1 });
    expect(await endOf(client(api).iterate({ query: trades }))).toMatchObject({ type: 'error' });
    await client(api).iterate({ query: '{ viewer }' }).next();
    expect(api.live.connects.map(({ outcome }) => outcome)).toEqual([behaviour.kind, 'acknowledged']);
  },
);

test('a held connect is checked after the wait', async () => {
  const api = await localApi();
  const gate = createGate();
  api.live.respondsWith({ kind: 'hold', gate });
  const token = api.issueToken();
  const end = endOf(client(api, token).iterate({ query: trades }));
  await gate.waitFor(1);
  api.expire(token);
  gate.release();
  await end;
  expect(api.live.connects[0]).toMatchObject({ outcome: 'refused', reason: 'expired' });
});

test('a socket can stay without acknowledgement', async () => {
  const api = await localApi();
  api.live.respondsWith({ kind: 'silence' });
  client(api).subscribe({ query: trades }, { next() {}, error() {}, complete() {} });
  await api.live.connectsReached(1);
  expect(api.live.subscriptions).toBe(0);
});

test('neither expiry nor revocation ends a stream that is open', async () => {
  const api = await localApi();
  const stream = client(api).iterate({ query: trades });
  const event = stream.next();
  await api.live.subscriptionsReached(1);
  api.expireAll();
  api.revokeAll();
  const [published] = api.live.publish();
  expect(hash(await event)).toBe(published);
});

test.each(['error', 'next'] as const)('an operation can be refused on an open socket, by %s', async (shape) => {
  const api = await localApi();
  api.live.checkOperations(shape);
  const both = client(api);
  const stream = both.iterate({ query: trades });
  const event = stream.next();
  await api.live.subscriptionsReached(1);
  api.revokeAll();
  const refused = both.iterate({ query: trades }).next();
  const errors = [{ message: 'Unauthorized' }];
  if (shape === 'next') expect((await refused).value).toEqual({ errors });
  else await expect(refused).rejects.toEqual(errors);
  api.live.publish();
  expect(hash(await event)).toBeTruthy();
});

test('all sockets can be closed or cut off, and their subscriptions are gone at once', async () => {
  const api = await localApi();
  const closed = endOf(client(api).iterate({ query: trades }));
  await api.live.subscriptionsReached(1);
  api.live.closeAll(4403, 'Forbidden');
  expect(api.live.subscriptions).toBe(0);
  expect(await closed).toMatchObject({ code: 4403, reason: 'Forbidden' });
  const cut = endOf(client(api).iterate({ query: trades }));
  await api.live.subscriptionsReached(1);
  api.live.dropAll();
  expect(await cut).toMatchObject({ code: 1006 });
});

test('over the cap a subscription is taken and stays silent', async () => {
  const api = await localApi();
  api.live.limitSubscriptions(1);
  const served = client(api).iterate({ query: trades });
  const event = served.next();
  await api.live.subscriptionsReached(1);
  const silent = client(api);
  const got: unknown[] = [];
  silent.subscribe({ query: trades }, { next: (value) => got.push(value), error() {}, complete() {} });
  // The response to the query shows that the subscription before it has been taken.
  await silent.iterate({ query: '{ viewer }' }).next();
  api.live.publish();
  await event;
  await silent.iterate({ query: '{ viewer }' }).next();
  expect(got).toEqual([]);
});

test('who reads too slowly is closed with 1013', async () => {
  const api = await localApi();
  api.live.limitBacklog(100_000);
  let socket: WebSocket | undefined;
  const slow = client(api);
  slow.on('connected', (opened) => {
    socket = opened as WebSocket;
  });
  const end = endOf(slow.iterate({ query: trades }));
  await api.live.subscriptionsReached(1);
  socket?.pause();
  // More than a loopback connection's own buffers take.
  const big = slow.iterate({ query: '{ big(bytes: 20000000) }' });
  big.next().catch(() => {});
  await expect.poll(() => api.executions.big).toBe(1);
  api.live.publish();
  socket?.resume();
  expect(await end).toMatchObject({ code: 1013 });
});

test('subscriptions come as server-sent events and as multipart parts too', async () => {
  const api = await localApi();
  for (const accept of ['text/event-stream', 'multipart/mixed;boundary=graphql;subscriptionSpec=1.0']) {
    const leave = new AbortController();
    const response = await fetch(api.url, {
      method: 'POST',
      headers: { accept, 'content-type': 'application/json', authorization: `Bearer ${api.issueToken()}` },
      body: JSON.stringify({ query: trades }),
      signal: leave.signal,
    });
    await api.live.subscriptionsReached(1);
    const [published = ''] = api.live.publish();
    const reader = (response.body ?? new ReadableStream()).pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.includes(published)) text += (await reader.read()).value ?? '';
    expect(response.headers.get('content-type')).toContain(accept.split(';')[0]);
    leave.abort();
    await api.graphqlRequests.at(-1)?.finished;
    await expect.poll(() => api.live.subscriptions).toBe(0);
  }
});

test('a request that is no WebSocket is answered as before', async () => {
  const api = await localApi();
  expect((await query(api, '{ viewer }')).status).toBe(200);
  expect(api.live.connects).toHaveLength(0);
});
