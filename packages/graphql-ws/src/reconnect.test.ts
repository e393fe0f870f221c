import { once } from 'node:events';
import { TokenRequestError } from '@token-refresher/core';
import { describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { open, places, runtimes, scene } from './testing/live.ts';

const combinations = runtimes.flatMap((runtime) => places.map((place) => ({ ...runtime, place })));

describe.each(combinations)('reconnect, $runtime, token in $place', ({ webSocketImpl, place }) => {
  test('moves every subscription to a new socket with the current token, at once and without a retry', async () => {
    const { api, tokens, client, reconnect } = await scene({
      webSocketImpl,
      place,
      retryAttempts: 0,
      retryWait: () => new Promise(() => {}),
    });
    const streams = [open(client), open(client), open(client)];
    await api.live.subscriptionsReached(3);
    const first = api.live.publish();
    await Promise.all(streams.map((stream) => stream.received(1)));
    tokens.invalidate(tokens.peek()?.value ?? '');
    await reconnect();
    await api.live.connects[0]?.finished;
    await api.live.subscriptionsReached(3);
    const second = api.live.publish();
    await Promise.all(streams.map((stream) => stream.received(2)));
    for (const { hashes } of streams) expect(hashes).toEqual([...first, ...second]);
    expect(api.live.connects.map(({ token }) => token)).toEqual(api.issuedTokens);
    expect(api.live.connects[0]?.closed?.code).toBe(1000);
  });
});

test('what the old socket had not delivered does not come later', async () => {
  const { api, client, reconnect } = await scene();
  const stream = open(client);
  await api.live.subscriptionsReached(1);
  const moved = reconnect();
  api.live.publish(5);
  await moved;
  await api.live.connects[0]?.finished;
  await api.live.subscriptionsReached(1);
  const delivered = stream.hashes.length;
  const [hash] = api.live.publish();
  await stream.received(delivered + 1);
  expect(stream.hashes.at(-1)).toBe(hash);
  expect(new Set(stream.hashes).size).toBe(stream.hashes.length);
});

test('what the old socket still holds is never delivered, however late it comes', async () => {
  const sockets: WebSocket[] = [];
  class Recorded extends WebSocket {
    constructor(url: string, protocols: string) {
      super(url, protocols);
      sockets.push(this);
    }
  }
  const { api, client, reconnect } = await scene({ webSocketImpl: Recorded });
  const stream = open(client);
  await api.live.subscriptionsReached(1);
  sockets[0]?.pause();
  api.live.publish();
  await reconnect();
  await expect.poll(() => api.live.connects[1]?.operations.length).toBe(1);
  const [hash] = api.live.publish();
  await stream.received(1);
  const closed = once(sockets[0] as WebSocket, 'close');
  sockets[0]?.resume();
  await closed;
  expect(stream.hashes).toEqual([hash]);
});

test('without a token it rejects, and the streams go on', async () => {
  const { api, tokens, client, reconnect, failWith } = await scene();
  const stream = open(client);
  await api.live.subscriptionsReached(1);
  failWith(() => new TokenRequestError('Gone.', { code: 'invalid_client', permanent: true }));
  tokens.invalidate(tokens.peek()?.value ?? '');
  await expect(reconnect()).rejects.toThrow('Gone.');
  api.live.publish();
  await stream.received(1);
  expect(api.live.connects).toHaveLength(1);
});

test('with nothing open it does nothing', async () => {
  const { api, reconnect } = await scene();
  await reconnect();
  expect(api.live.connects).toHaveLength(0);
});
