import { describe, expect, test } from 'vitest';
import { open, runtimes } from './testing/live.ts';
import { clientOf } from './testing/scripted-client.ts';
import { acknowledging, startScriptedServer } from './testing/scripted-server.ts';

const unauthorized = [{ message: 'Unauthorized' }];
const data = { data: { ok: true } };
const mayHaveRun = [{ message: expect.stringContaining('The mutation may have been executed') }];

describe.each(runtimes)('$runtime', ({ webSocketImpl }) => {
  test('a refused operation waits with its new socket until a mutation has its response', async () => {
    const ids: Record<string, string> = {};
    const server = await startScriptedServer(
      acknowledging(({ type, id = '', payload }, connect, index) => {
        if (type !== 'subscribe') return;
        if (String(payload?.query).startsWith('mutation')) ids.mutation = id;
        else if (index === 0) connect.say({ type: 'error', id, payload: unauthorized });
        else {
          connect.say({ type: 'next', id, payload: data });
          connect.say({ type: 'complete', id });
        }
      }),
    );
    const { client, tokens } = await clientOf(server, { webSocketImpl, retryAttempts: 0 });
    const mutation = open(client, 'mutation { transfer }');
    const query = open(client, '{ viewer }');
    await expect.poll(() => tokens.peek()?.value).toBe('t2');
    expect(server.connects).toHaveLength(1);
    server.connects[0]?.say({ type: 'next', id: ids.mutation, payload: data });
    await mutation.received(1);
    expect(server.connects).toHaveLength(1);
    server.connects[0]?.say({ type: 'complete', id: ids.mutation });
    expect(await query.ended).toBe('complete');
    expect([mutation.results, query.results]).toEqual([[data], [data]]);
    const sent = server.connects.flatMap(({ messages }) => messages).filter(({ type }) => type === 'subscribe');
    expect(sent.map(({ payload }) => payload?.query)).toEqual(['mutation { transfer }', '{ viewer }', '{ viewer }']);
  });

  test.each([
    ['a refusal', 4403],
    ['a restart', 1012],
    ['a lost network', undefined],
  ])('a mutation without a response is not sent again after %s; everything else is', async (_, code) => {
    const server = await startScriptedServer(
      acknowledging(({ type, id, payload }, connect, index) => {
        if (type !== 'subscribe' || !String(payload?.query).startsWith('mutation')) return;
        if (index > 0) connect.say({ type: 'next', id, payload: data });
        else if (code) connect.close(code, 'x');
        else connect.drop();
      }),
    );
    const { client } = await clientOf(server, { webSocketImpl });
    open(client);
    const mutation = open(client, 'mutation { transfer }');
    expect(await mutation.ended).toEqual(mayHaveRun);
    await expect.poll(() => server.connects[1]?.messages.length).toBe(2);
    expect(server.connects[1]?.messages[1]?.payload?.query).toMatch(/^subscription/);
  });

  test.each([
    [false, 'complete'],
    [true, mayHaveRun],
  ])('a mutation whose response has come is over when the socket ends; more to come: %s', async (hasNext, end) => {
    const server = await startScriptedServer(
      acknowledging(({ type, id, payload }, connect) => {
        if (type !== 'subscribe' || !String(payload?.query).startsWith('mutation')) return;
        connect.say({ type: 'next', id, payload: { ...data, hasNext } });
        connect.close(4403, 'Forbidden');
      }),
    );
    const { client } = await clientOf(server, { webSocketImpl });
    open(client);
    const mutation = open(client, 'mutation { transfer }');
    expect(await mutation.ended).toEqual(end);
    expect(mutation.results).toHaveLength(1);
    await expect.poll(() => server.connects[1]?.messages.length).toBe(2);
  });

  const partial = { data: { open: 1, closed: null }, errors: [{ message: 'Unauthorized', path: ['closed'] }] };
  const whole = { data: { open: 1, closed: 2 } };

  test.each([
    ['helps', { type: 'next', payload: whole }, whole],
    ['does not help', { type: 'next', payload: partial }, partial],
    ['is refused as a whole', { type: 'error', payload: unauthorized }, partial],
    ['fails', { type: 'next', payload: { errors: [{ message: 'Down.' }] } }, partial],
  ])(
    'a query that was answered in part is sent once more; when that %s its user gets the best',
    async (_, second, got) => {
      const server = await startScriptedServer(
        acknowledging(({ type, id }, connect, index) => {
          if (type !== 'subscribe') return;
          const said = index === 0 ? { type: 'next', payload: partial } : second;
          connect.say({ ...said, id });
          if (said.type === 'next') connect.say({ type: 'complete', id });
        }),
      );
      const { client, fetched } = await clientOf(server, { webSocketImpl });
      const query = open(client, '{ open closed }');
      expect(await query.ended).toBe('complete');
      expect(query.results).toEqual([got]);
      expect(fetched()).toBe(2);
      expect(server.connects).toHaveLength(2);
    },
  );

  test('what comes after a second response that does not help comes, too', async () => {
    const later = { incremental: [{ path: [], data: { late: 3 } }], hasNext: false };
    const server = await startScriptedServer(
      acknowledging(({ type, id }, connect, index) => {
        if (type !== 'subscribe') return;
        const payload = index === 0 ? partial : { errors: [{ message: 'Down.' }] };
        connect.say({ type: 'next', id, payload: { ...payload, hasNext: true } });
      }),
    );
    const { client } = await clientOf(server, { webSocketImpl });
    const query = open(client, '{ open closed ... @defer { late } }');
    await query.received(1);
    const second = server.connects[1];
    const id = second?.messages.at(-1)?.id;
    second?.say({ type: 'next', id, payload: later });
    second?.say({ type: 'complete', id });
    expect(await query.ended).toBe('complete');
    expect(query.results).toEqual([{ ...partial, hasNext: true }, later]);
  });

  test('a mutation that was answered in part is not', async () => {
    const server = await startScriptedServer(
      acknowledging(({ type, id }, connect) => {
        if (type !== 'subscribe') return;
        connect.say({ type: 'next', id, payload: partial });
        connect.say({ type: 'complete', id });
      }),
    );
    const { client, fetched } = await clientOf(server, { webSocketImpl });
    const mutation = open(client, 'mutation { open closed }');
    expect(await mutation.ended).toBe('complete');
    expect(mutation.results).toEqual([partial]);
    expect(fetched()).toBe(1);
  });
});
