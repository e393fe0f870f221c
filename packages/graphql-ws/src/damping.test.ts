import { describe, expect, test } from 'vitest';
import { open, runtimes, type Scene, type Stream, scene } from './testing/live.ts';
import { clientOf } from './testing/scripted-client.ts';
import { acknowledging, type Script, startScriptedServer } from './testing/scripted-server.ts';

const burst = 5;
const event = { data: { EVM: { DEXTrades: [{ Transaction: { Hash: 'h' } }] } } };

/** Servers that acknowledge, give a sign of life and then close. */
const flapping: Record<string, Script> = {
  'a ping': acknowledging((_, connect) => {
    connect.say({ type: 'ping' });
    connect.close(4403, 'Forbidden');
  }),
  'an event': acknowledging(({ type, id }, connect) => {
    if (type !== 'subscribe') return;
    connect.say({ type: 'next', id, payload: event });
    connect.close(4403, 'Forbidden');
  }),
  'an event, and 4401': acknowledging(({ type, id }, connect) => {
    if (type !== 'subscribe') return;
    connect.say({ type: 'next', id, payload: event });
    connect.close(4401, 'Unauthorized');
  }),
  'an event, and a refusal of the running stream': acknowledging(({ type, id }, connect) => {
    if (type !== 'subscribe') return;
    connect.say({ type: 'next', id, payload: event });
    connect.say({ type: 'next', id, payload: { errors: [{ message: 'Unauthorized' }] } });
  }),
};

describe.each(runtimes)('$runtime', ({ webSocketImpl }) => {
  test.each(Object.entries(flapping))(
    'a server that sends %s and closes costs the budget, not more',
    async (_, script) => {
      const server = await startScriptedServer(script);
      const { client, fetched } = await clientOf(server, { webSocketImpl });
      const stream = open(client);
      await server.connected(burst + 1);
      await Promise.race([server.connected(burst + 20), stream.ended, stream.received(burst + 2)]);
      expect(fetched()).toBe(burst + 1);
    },
  );

  test('when the budget is used up, the reconnect waits as for a lost network, and a token comes with time', async () => {
    const server = await startScriptedServer(flapping['an event'] as Script);
    const waits: number[] = [];
    const { client, fetched, clock, events } = await clientOf(server, {
      webSocketImpl,
      async retryWait(retries) {
        waits.push(server.connects.length);
        expect(retries).toBe(0);
        if (waits.length === 3) await new Promise(() => {});
        await clock.advance(16_000);
      },
    });
    const closed: unknown[] = [];
    client.on('closed', (end) => closed.push(end));
    const stream = open(client);
    await expect.poll(() => waits.length).toBe(3);
    // Five rejections within the budget, the sixth waits; 16 s later one more is within it.
    expect(waits).toEqual([6, 8, 9]);
    expect(fetched()).toBe(burst + 2);
    expect(closed.map((end) => (end as { code: number }).code)).toEqual([
      ...Array.from({ length: burst }, () => 1000),
      1013,
      1000,
      1013,
      1013,
    ]);
    expect(closed[burst]).toMatchObject({ reason: 'Try again later', cause: { code: 4403 } });
    expect(events).toContainEqual(expect.objectContaining({ type: 'token-rejected', action: 'none', why: 'damped' }));
    stream.unsubscribe();
  });

  test('a server that acknowledges and answers nothing but 4403 is given up when a wait has not helped either', async () => {
    const waits: number[] = [];
    const { api, client, fetched } = await scene({
      webSocketImpl,
      retryWait: async (retries) => void waits.push(retries),
    });
    api.live.respondsWith({ kind: 'close', code: 4403, at: 'acknowledged' });
    expect(await open(client).ended).toMatchObject({ code: 4401, message: expect.stringMatching(/^The API refused/) });
    expect(waits).toEqual([0]);
    expect(fetched()).toBe(burst + 1);
  });

  test('an operation that comes while another one waits may wait for itself', async () => {
    const server = await startScriptedServer(
      acknowledging(({ type }, connect) => {
        if (type === 'subscribe') connect.close(4403, 'Forbidden');
      }),
    );
    let later: Stream | undefined;
    const { client } = await clientOf(server, {
      webSocketImpl,
      async retryWait() {
        // Not while graphql-ws calls this: it would call it again.
        await Promise.resolve();
        if (later) return;
        later = open(client, '{ later }');
        first.unsubscribe();
      },
    });
    const first = open(client);
    await first.ended;
    expect(await later?.ended).toMatchObject({ code: 4401 });
    const sent = server.connects.flatMap(({ messages }) => messages.map(({ payload }) => payload?.query));
    expect(sent.filter((query) => query === '{ later }')).toHaveLength(2);
  });

  test('a refused connect waits when the budget is used up, and is repaired when it has refilled', async () => {
    const { api, tokens, clock, client, fetched } = await useUpBudget({ webSocketImpl });
    let waits = 0;
    client.on('connecting', (isRetry) => {
      if (isRetry) waits += 1;
    });
    api.revokeAll();
    const stream = open(client);
    await expect.poll(() => waits).toBeGreaterThan(0);
    await clock.advance(60_000);
    await api.live.subscriptionsReached(1);
    expect(fetched()).toBe(burst + 2);
    expect(api.live.connects.at(-1)?.token).toBe(tokens.peek()?.value);
    stream.unsubscribe();
  });
});

async function useUpBudget(options: { webSocketImpl: unknown }): Promise<Scene> {
  const retryWait = () => new Promise<void>((resolve) => setImmediate(resolve));
  const stage = await scene({ ...options, retryAttempts: 100_000, retryWait });
  for (let spent = 0; spent < burst; spent++) stage.tokens.invalidate((await stage.tokens.getToken()).value);
  await stage.tokens.getToken();
  return stage;
}
