import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { type FetchToken, TokenRequestError } from '@token-refresher/core';
import { createGate } from '@token-refresher/test-support';
import { createClient, handleProtocols } from 'graphql-ws';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocketServer } from 'ws';
import { open, scene, trades } from './testing/live.ts';
import { clientOf } from './testing/scripted-client.ts';
import { acknowledging, startScriptedServer } from './testing/scripted-server.ts';
import { tokenInUrl } from './token-in-url.ts';

describe.each(['error', 'next'] as const)('an operation refused on an open socket by %s', (shape) => {
  test('is sent once more over a new socket with a new token', async () => {
    const { api, client, fetched } = await scene();
    api.live.checkOperations(shape);
    const kept = open(client);
    await api.live.subscriptionsReached(1);
    api.revokeAll();
    const refused = open(client);
    await api.live.subscriptionsReached(2);
    const [hash] = api.live.publish();
    await Promise.all([kept.received(1), refused.received(1)]);
    expect([kept.hashes, refused.hashes]).toEqual([[hash], [hash]]);
    expect(fetched()).toBe(2);
    expect(api.live.connects).toHaveLength(2);
  });

  test('costs one token however many are refused', async () => {
    const { api, client, fetched } = await scene();
    api.live.checkOperations(shape);
    open(client);
    await api.live.subscriptionsReached(1);
    api.revokeAll();
    const streams = Array.from({ length: 20 }, () => open(client));
    await api.live.subscriptionsReached(21);
    api.live.publish();
    await Promise.all(streams.map((stream) => stream.received(1)));
    expect(fetched()).toBe(2);
    expect(api.live.connects).toHaveLength(2);
  });

  test("reaches the caller as the API's response when no new token can be obtained", async () => {
    const { api, client, failWith } = await scene();
    api.live.checkOperations(shape);
    open(client);
    await api.live.subscriptionsReached(1);
    api.revokeAll();
    failWith(() => new TokenRequestError('Gone.', { code: 'invalid_client', permanent: true }));
    const refused = open(client);
    const errors = [{ message: 'Unauthorized' }];
    if (shape === 'error') expect(await refused.ended).toEqual(errors);
    else {
      expect(await refused.ended).toBe('complete');
      expect(refused.results).toEqual([{ errors }]);
    }
    expect(api.live.connects).toHaveLength(1);
  });

  test('over a socket whose token has been replaced since costs none', async () => {
    const { api, tokens, client, fetched } = await scene();
    api.live.checkOperations(shape);
    open(client);
    await api.live.subscriptionsReached(1);
    api.revokeAll();
    tokens.invalidate(tokens.peek()?.value ?? '');
    await tokens.getToken();
    open(client);
    await api.live.subscriptionsReached(2);
    expect(fetched()).toBe(2);
    expect(api.live.connects.map(({ token }) => token)).toEqual(api.issuedTokens);
  });

  test('can be left while the new token is fetched', async () => {
    const { api, client, tokens, fetched, holdTokens } = await scene();
    api.live.checkOperations(shape);
    const kept = open(client);
    await api.live.subscriptionsReached(1);
    api.revokeAll();
    const release = holdTokens();
    const left = open(client);
    await expect.poll(fetched).toBe(2);
    left.unsubscribe();
    release();
    await tokens.getToken();
    api.live.publish();
    await kept.received(1);
    expect(left.results).toEqual([]);
    expect(api.live.connects).toHaveLength(1);
  });
});

test('a subscription that is denied for a reason of its own is told so after one more try', async () => {
  const { api, client, fetched } = await scene();
  const kept = open(client);
  await api.live.subscriptionsReached(1);
  const denied = open(client, 'subscription { denied }');
  expect(await denied.ended).toBe('complete');
  expect(denied.results).toMatchObject([{ errors: [{ message: 'Unauthorized' }] }]);
  expect(fetched()).toBe(2);
  await api.live.subscriptionsReached(1);
  api.live.publish();
  await kept.received(1);
  expect(await open(client, 'subscription { denied }').ended).toBe('complete');
  expect(fetched()).toBe(2);
});

test('a mutation that was carried out is not sent again', async () => {
  const { api, client, fetched } = await scene();
  const mutation = open(client, 'mutation { count deny }');
  await mutation.ended;
  expect(mutation.results).toMatchObject([{ data: { count: 1, deny: null } }]);
  expect(api.executions.count).toBe(1);
  expect(fetched()).toBe(1);
});

test('what comes after data is passed on, whatever it says', async () => {
  const { api, client, fetched } = await scene();
  const stream = open(
    client,
    'subscription { EVM(network: eth) { DEXTrades { Transaction { Hash } } Blocks { Block { Time } } } }',
  );
  await api.live.subscriptionsReached(1);
  api.live.publish(2);
  await stream.received(2);
  expect(fetched()).toBe(1);
});

test('queries go over the socket too', async () => {
  const { api, client } = await scene();
  const query = open(client, '{ viewer }');
  expect(await query.ended).toBe('complete');
  expect(query.results).toEqual([{ data: { viewer: 'viewer' } }]);
  expect(open(client, trades)).toBeTruthy();
  await api.live.subscriptionsReached(1);
});

test('what is said about an operation that was left costs no token', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols });
  onTestFinished(() => server.close());
  const errors = [{ message: 'Unauthorized' }];
  const ids: string[] = [];
  server.on('connection', (socket) => {
    socket.on('message', (text) => {
      const { type, id } = JSON.parse(String(text));
      if (type === 'connection_init') socket.send('{"type":"connection_ack"}');
      if (type === 'subscribe') ids.push(id);
      if (type !== 'complete') return;
      socket.send(JSON.stringify({ type: 'error', id, payload: errors }));
      socket.send(JSON.stringify({ type: 'next', id: ids[0], payload: { data: {} } }));
    });
  });
  await once(server, 'listening');
  const { tokens, events } = await scene();
  const client = createClient(tokenInUrl(tokens, `ws://127.0.0.1:${(server.address() as AddressInfo).port}`));
  onTestFinished(() => client.terminate());
  const kept = open(client);
  const left = open(client);
  await expect.poll(() => ids.length).toBe(2);
  left.unsubscribe();
  await kept.received(1);
  expect(events.map(({ type }) => type)).toEqual(['refresh-started', 'refresh-succeeded']);
});

test('a mutation that was refused and got no new token is over: it does not hold up a reconnect', async () => {
  const server = await startScriptedServer(
    acknowledging(({ type, id, payload }, connect) => {
      if (type !== 'subscribe' || !String(payload?.query).startsWith('mutation')) return;
      connect.say({ type: 'error', id, payload: [{ message: 'Unauthorized' }] });
    }),
  );
  let count = 0;
  const fetchToken: FetchToken = async () => {
    if (++count > 1) throw new TokenRequestError('Nobody is signed in.', { code: 'signed_out' });
    return { value: 't1' };
  };
  const { client, reconnect } = await clientOf(server, { fetchToken });
  open(client);
  expect(await open(client, 'mutation { transfer }').ended).toEqual([{ message: 'Unauthorized' }]);
  await reconnect();
  await server.connected(2);
  expect(server.connects.map(({ token }) => token)).toEqual(['t1', undefined]);
});

describe('an operation that has the id of one that was refused and left', () => {
  const errors = [{ message: 'Unauthorized' }];
  const data = { data: { viewer: 'viewer' } };
  const setUp = async (secondToken: () => { value: string }) => {
    const gate = createGate();
    const server = await startScriptedServer(
      acknowledging(({ type, id }, connect, index) => {
        const count = connect.messages.filter((message) => message.type === type && message.id === id).length;
        if (type !== 'subscribe' || id === trades) return;
        if (index === 0 && count === 1) connect.say({ type: 'error', id, payload: errors });
        if (index > 0) connect.say({ type: 'next', id, payload: data });
        if (index > 0) connect.say({ type: 'complete', id });
      }),
    );
    let count = 0;
    const fetchToken: FetchToken = async () => {
      if (++count === 1) return { value: 't1' };
      await gate.pass();
      return secondToken();
    };
    const { client, tokens } = await clientOf(server, { fetchToken, generateID: ({ query }) => query });
    open(client);
    const left = open(client, '{ viewer }');
    await gate.waitFor(1);
    left.unsubscribe();
    const next = open(client, '{ viewer }');
    const isSentAgain = () => server.connects[0]?.messages.filter(({ id }) => id === '{ viewer }').length === 3;
    await expect.poll(isSentAgain).toBe(true);
    gate.release();
    return { next, tokens, first: server.connects[0], id: '{ viewer }' };
  };

  test('is sent once more itself when it is refused', async () => {
    const { next, tokens, first, id } = await setUp(() => ({ value: 't2' }));
    expect((await tokens.getToken()).value).toBe('t2');
    first?.say({ type: 'error', id, payload: errors });
    expect(await next.ended).toBe('complete');
    expect(next.results).toEqual([data]);
  });

  test('gets nothing of what was kept back when there is no new token', async () => {
    const { next, tokens, first, id } = await setUp(() => {
      throw new TokenRequestError('Gone.', { code: 'invalid_client', permanent: true });
    });
    await expect(tokens.getToken()).rejects.toThrow('Gone.');
    first?.say({ type: 'next', id, payload: data });
    first?.say({ type: 'complete', id });
    expect(await next.ended).toBe('complete');
    expect(next.results).toEqual([data]);
  });
});
