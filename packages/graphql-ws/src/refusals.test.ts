import type { LiveBehaviour } from '@token-refresher/test-support';
import { createGate, misbehave } from '@token-refresher/test-support';
import { createClient } from 'graphql-ws';
import { describe, expect, onTestFinished, test } from 'vitest';
import { open, places, runtimes, scene } from './testing/live.ts';
import { tokenInConnectionParams } from './token-in-connection-params.ts';
import { tokenInUrl } from './token-in-url.ts';

const refusals: LiveBehaviour[] = [
  { kind: 'status', status: 401 },
  { kind: 'close', code: 4401, at: 'open' },
  { kind: 'close', code: 4401, at: 'connection_init' },
  { kind: 'close', code: 4403, at: 'connection_init' },
  { kind: 'close', code: 1008, at: 'connection_init' },
  { kind: 'close', code: 1000, at: 'connection_init' },
  { kind: 'close', code: 4400, reason: 'Unauthorized', at: 'connection_init' },
  { kind: 'drop', at: 'open' },
  { kind: 'drop', at: 'connection_init' },
];
const otherFailures: LiveBehaviour[] = [
  { kind: 'status', status: 403 },
  { kind: 'status', status: 429 },
  { kind: 'status', status: 500 },
  { kind: 'close', code: 1012, at: 'open' },
  { kind: 'close', code: 1013, at: 'connection_init' },
];

describe.each(runtimes)('$runtime', ({ runtime, webSocketImpl }) => {
  test.each(refusals)('refused by %o, a token is replaced and the connect repeated once', async (refusal) => {
    const { api, tokens, client, fetched, tried } = await scene({ webSocketImpl, retryAttempts: 0 });
    api.live.refuseWith(refusal);
    api.revoke((await tokens.getToken()).value);
    const stream = open(client);
    await api.live.subscriptionsReached(1);
    api.live.publish();
    await stream.received(1);
    expect(tried()).toHaveLength(2);
    expect(fetched()).toBe(2);
  });

  test.each(places)(
    'refused while slow connectionParams are waited for, it sends only those of the next socket (%s)',
    async (place) => {
      const { api, tokens } = await scene({ place });
      const gate = createGate();
      let calls = 0;
      const connectionParams = async () => {
        const call = ++calls;
        if (call <= 2) await gate.pass();
        return { call };
      };
      const { url } = api.live;
      const part =
        place === 'url'
          ? { ...tokenInUrl(tokens, url, { webSocketImpl }), connectionParams }
          : { url, ...tokenInConnectionParams(tokens, { webSocketImpl, connectionParams }) };
      const client = createClient({ ...part, retryAttempts: 0 });
      onTestFinished(() => client.terminate());
      api.live.respondsWith({ kind: 'close', code: 4401, at: 'open' }, { times: 1 });
      const stream = open(client);
      await gate.waitFor(1);
      // Long enough for another socket to open, if one did.
      for (let turn = 0; turn < 20 && calls < 2; turn++) await fetch(api.origin);
      gate.release();
      await Promise.race([api.live.subscriptionsReached(1), stream.ended]);
      const sent = { call: 2, ...(place !== 'url' && { Authorization: `Bearer ${tokens.peek()?.value}` }) };
      expect(api.live.connects.map(({ params }) => params)).toEqual([undefined, sent]);
      api.live.publish();
      await stream.received(1);
    },
  );

  test.each(refusals)('refused by %o for ever, it ends', async (refusal) => {
    const { api, client, fetched, tried } = await scene({ webSocketImpl, shouldRetry: () => true });
    api.live.refuseWith(refusal);
    api.refuseEverything(true);
    expect(await open(client).ended).toMatchObject({ code: 4401 });
    expect(tried()).toHaveLength(2);
    expect(fetched()).toBe(2);
  });

  test.each(otherFailures)('%o is not the fault of the token', async (failure) => {
    const { api, client, fetched } = await scene({ webSocketImpl });
    // Node's own WebSocket does not tell the status of an upgrade; the server's response over HTTP does.
    if (runtime !== 'ws' && failure.kind === 'status') api.graphqlRespondsWith(misbehave.status(503));
    api.live.respondsWith(failure, { times: 1 });
    open(client);
    await api.live.subscriptionsReached(1);
    expect(fetched()).toBe(1);
  });

  test('a network that is gone costs no token, whatever the place and however long', async () => {
    const { api, client, fetched } = await scene({ webSocketImpl, retryAttempts: 20 });
    const stream = open(client);
    await api.live.subscriptionsReached(1);
    api.graphqlRespondsWith(misbehave.reset());
    api.live.respondsWith({ kind: 'reset' }, { times: 10 });
    api.live.dropAll();
    await api.live.subscriptionsReached(1);
    api.live.publish();
    await stream.received(1);
    expect(fetched()).toBe(1);
  });

  test.each([4401, 4403])('a server that closes open streams with %i gets a new token at once', async (code) => {
    const { api, client, fetched } = await scene({ webSocketImpl, retryAttempts: 0 });
    const stream = open(client);
    for (const round of [1, 2, 3]) {
      await api.live.subscriptionsReached(1);
      api.live.publish();
      await stream.received(round);
      api.revokeAll();
      api.live.closeAll(code);
    }
    await api.live.subscriptionsReached(1);
    expect(fetched()).toBe(4);
    expect(api.live.connects).toHaveLength(4);
  });

  test('a stream that is closed because its token has been replaced costs none', async () => {
    const { api, tokens, client, fetched } = await scene({ webSocketImpl });
    open(client);
    await api.live.subscriptionsReached(1);
    tokens.invalidate(tokens.peek()?.value ?? '');
    await tokens.getToken();
    api.live.closeAll(4403);
    await api.live.subscriptionsReached(1);
    expect(fetched()).toBe(2);
  });

  test('a socket that never opened has shown no token in connection_init', async () => {
    const { api, client, fetched } = await scene({ webSocketImpl, place: 'connection_init' });
    api.live.respondsWith({ kind: 'status', status: 403 }, { times: 1 });
    open(client);
    await api.live.subscriptionsReached(1);
    expect(fetched()).toBe(1);
  });

  test('quiet streams survive one revocation after the other', async () => {
    const { api, client, fetched } = await scene({ webSocketImpl });
    open(client);
    for (let round = 0; round < 4; round++) {
      await api.live.subscriptionsReached(1);
      api.revokeAll();
      api.live.dropAll();
    }
    await api.live.subscriptionsReached(1);
    expect(fetched()).toBe(5);
  });
});

test("what counts as refused is the refresher's isUnauthorized", async () => {
  const { api, tokens, client, fetched } = await scene({
    webSocketImpl: runtimes[0].webSocketImpl,
    refresher: { isUnauthorized: ({ status }) => status === 403 },
  });
  api.live.refuseWith({ kind: 'status', status: 403 });
  api.revoke((await tokens.getToken()).value);
  open(client);
  await api.live.subscriptionsReached(1);
  expect(fetched()).toBe(2);
  api.refuseEverything(true);
  api.live.dropAll();
  expect((await open(client).ended) as object).toMatchObject({ code: 4401 });
});
