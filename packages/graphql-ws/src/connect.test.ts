import { TokenRequestError } from '@token-refresher/core';
import { createGate } from '@token-refresher/test-support';
import { describe, expect, test } from 'vitest';
import { open, places, runtimes, scene } from './testing/live.ts';

const combinations = runtimes.flatMap((runtime) => places.map((place) => ({ ...runtime, place })));

describe.each(combinations)('$runtime, token in $place', ({ webSocketImpl, place }) => {
  const stage = { webSocketImpl, place };

  test('a stream comes with one token', async () => {
    const { api, client, fetched } = await scene(stage);
    const stream = open(client);
    await api.live.subscriptionsReached(1);
    const published = api.live.publish(3);
    await stream.received(3);
    expect(stream.hashes).toEqual(published);
    expect(fetched()).toBe(1);
    expect(api.live.connects).toHaveLength(1);
  });

  test('a token that has died unseen is refused once, and one more connect brings the stream', async () => {
    const { api, tokens, client, fetched, events, tried } = await scene(stage);
    const dead = (await tokens.getToken()).value;
    api.expire(dead);
    const stream = open(client);
    await api.live.subscriptionsReached(1);
    api.live.publish();
    await stream.received(1);
    expect(tried()).toEqual([dead, tokens.peek()?.value]);
    expect(fetched()).toBe(2);
    expect(events).toContainEqual(expect.objectContaining({ type: 'token-rejected', action: 'retry' }));
  });

  test('when every token is refused, the subscription ends after two connects', async () => {
    const { api, client, fetched, tried } = await scene(stage);
    api.refuseEverything(true);
    const error = await open(client).ended;
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({ code: 4401, message: expect.stringContaining('refused') });
    expect(tried()).toHaveLength(2);
    expect(fetched()).toBe(2);
  });

  test('a token that the refresher knows to be expired is not tried', async () => {
    const { api, clock, tokens, client } = await scene(stage);
    await tokens.getToken();
    api.expireAll();
    clock.advanceWall(3_600_000);
    open(client);
    await api.live.subscriptionsReached(1);
    expect(api.live.connects).toHaveLength(1);
  });

  test.each(['expireAll', 'revokeAll'] as const)('%s leaves an open stream alone', async (end) => {
    const { api, client, fetched } = await scene(stage);
    const stream = open(client);
    await api.live.subscriptionsReached(1);
    api[end]();
    api.live.publish();
    await stream.received(1);
    expect(api.live.connects).toHaveLength(1);
    expect(fetched()).toBe(1);
  });

  test('the connect after a loss uses the current token', async () => {
    const { api, tokens, client, fetched } = await scene(stage);
    const stream = open(client);
    await api.live.subscriptionsReached(1);
    api.revokeAll();
    tokens.invalidate(tokens.peek()?.value ?? '');
    await tokens.getToken();
    api.live.dropAll();
    await api.live.subscriptionsReached(1);
    api.live.publish();
    await stream.received(1);
    expect(api.live.connects.map(({ outcome }) => outcome)).toEqual(['acknowledged', 'acknowledged']);
    expect(fetched()).toBe(2);
  });

  test.each([1013, 1012, 4499])('close %i on an open stream costs no token', async (code) => {
    const { api, client, fetched } = await scene(stage);
    const stream = open(client);
    await api.live.subscriptionsReached(1);
    api.live.closeAll(code);
    await api.live.subscriptionsReached(1);
    api.live.publish();
    await stream.received(1);
    expect(fetched()).toBe(1);
  });

  test.each([
    { kind: 'reset' },
    { kind: 'status', status: 503 },
    { kind: 'close', code: 1013, at: 'connection_init' },
  ] as const)('a connect that fails by %o is tried again as usual', async (behaviour) => {
    const waits: number[] = [];
    const { api, client, fetched } = await scene({ ...stage, retryWait: async (retries) => void waits.push(retries) });
    if (behaviour.kind !== 'close') api.graphqlRespondsWith({ kind: 'response', status: 503 });
    api.live.respondsWith(behaviour, { times: 2 });
    const stream = open(client);
    await api.live.subscriptionsReached(1);
    api.live.publish();
    await stream.received(1);
    expect(waits).toEqual([0, 1]);
    expect(fetched()).toBe(1);
  });

  test('silence after the acknowledgement costs no token', async () => {
    const { api, client, fetched } = await scene(stage);
    api.live.limitSubscriptions(0);
    open(client);
    await expect.poll(() => api.live.connects[0]?.operations.length).toBe(1);
    expect(fetched()).toBe(1);
    expect(api.live.connects).toHaveLength(1);
  });

  test('every token is revoked while the client reconnects', async () => {
    const { api, client, fetched, tried } = await scene(stage);
    const stream = open(client);
    await api.live.subscriptionsReached(1);
    const gate = createGate();
    api.live.respondsWith({ kind: 'hold', gate }, { times: 1 });
    api.live.dropAll();
    await gate.waitFor(1);
    api.revokeAll();
    gate.release();
    await api.live.subscriptionsReached(1);
    api.live.publish();
    await stream.received(1);
    expect(fetched()).toBe(2);
    expect(tried()).toHaveLength(3);
  });

  test('while no token can be obtained, it goes on trying as usual, and recovers', async () => {
    const gate = createGate();
    let waited = 0;
    const { api, clock, tokens, client, failWith } = await scene({
      ...stage,
      async retryWait() {
        waited += 1;
        await clock.advance(60_000);
        if (waited === 3) await gate.pass();
      },
    });
    const stream = open(client);
    await api.live.subscriptionsReached(1);
    failWith(
      () =>
        new TokenRequestError('The token endpoint is down.', { code: 'network_error', retryAt: clock.now() + 60_000 }),
    );
    tokens.invalidate(tokens.peek()?.value ?? '');
    api.live.dropAll();
    await gate.waitFor(1);
    failWith(undefined);
    gate.release();
    await api.live.subscriptionsReached(1);
    api.live.publish();
    await stream.received(1);
    expect(api.live.connects).toHaveLength(2);
  });

  test('when tokens are permanently denied, the subscription ends with the reason', async () => {
    const { client, failWith } = await scene({ ...stage, retryWait: () => expect.unreachable() });
    failWith(() => new TokenRequestError('Wrong secret.', { code: 'invalid_client', permanent: true }));
    const error = await open(client).ended;
    expect(error).toMatchObject({
      code: 4005,
      reason: 'No access token',
      message: 'Wrong secret.',
      cause: { code: 'invalid_client' },
    });
  });
});
