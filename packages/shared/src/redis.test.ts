import { inspect } from 'node:util';
import type { FetchToken } from '@token-refresher/core';
import { createGate } from '@token-refresher/test-support';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { type RedisClient, type RedisTokenOptions, redisToken } from './redis.ts';
import type { SharedTokenEvent } from './shared-token-event.ts';
import { countingSource } from './testing/counting-source.ts';
import { type LoginOptions, redisClients } from './testing/redis-clients.ts';
import { type RedisServer, redisIsMissing, startRedisServer } from './testing/redis-server.ts';

const { signal } = new AbortController();
const missing = redisIsMissing();
const unless = missing ? `, skipped because ${missing}` : '';

let server: RedisServer;
beforeAll(async () => {
  if (!missing) server = await startRedisServer();
});
afterAll(() => server?.close());

let scenes = 0;

/** Processes with keys of their own in Redis. */
async function scene(connect: (typeof redisClients)[string], login?: LoginOptions) {
  const name = `scene ${++scenes}`;
  const prefix = `scene-${scenes}:`;
  const { client, end } = await connect(server.socket, login);
  onTestFinished(end);
  const { fetchToken, requests } = countingSource('sesame');
  const events: SharedTokenEvent[] = [];
  const open = (options: RedisTokenOptions = {}, source: FetchToken = fetchToken, redis: RedisClient = client) => {
    const onEvent = (event: SharedTokenEvent) => events.push(event);
    const shared = redisToken(redis, source, { name, prefix, onEvent, ...options });
    return async (rejected?: string) => (await shared(rejected ? { rejected, signal } : { signal })).value;
  };
  const keys = async () => (await server.command('KEYS', `${prefix}*`)).match(/scene\S+/g) ?? [];
  return { open, keys, requests, events, client, fetchToken };
}

const majors = Object.entries(redisClients);

describe.skipIf(missing).each(majors)(`%s${unless}`, (name, connect) => {
  test('processes share a token, replace a rejected one once, and leave no lease', async () => {
    const { open, keys, requests } = await scene(connect);
    const all = [open(), open(), open()];
    expect(await Promise.all(all.map((ask) => ask()))).toEqual(Array(3).fill('sesame1'));
    expect(await all[0]?.('sesame1')).toBe('sesame2');
    expect(await Promise.all(all.slice(1).map((ask) => ask('sesame1')))).toEqual(Array(2).fill('sesame2'));
    expect(requests).toHaveLength(2);
    await expect.poll(keys).toHaveLength(1);
    const [key = ''] = await keys();
    expect(key).toMatch(/^scene-\d+:\{[\da-f]{32}\}:token$/);
    const [, left] = /:(\d+)/.exec(await server.command('PTTL', key)) ?? [];
    expect(Number(left)).toBeGreaterThan(3_500_000);
    expect(Number(left)).toBeLessThanOrEqual(3_600_000);
  });

  test('a Redis user who may not run scripts shares too', async () => {
    await server.command('ACL', 'SETUSER', 'plain', 'on', '>sesame', '~*', '+@all', '-@scripting');
    const { open, keys, requests, events } = await scene(connect, { username: 'plain', password: 'sesame' });
    const all = [open(), open(), open()];
    expect(await Promise.all(all.map((ask) => ask()))).toEqual(Array(3).fill('sesame1'));
    expect(await all[0]?.('sesame1')).toBe('sesame2');
    expect(await all[1]?.('sesame1')).toBe('sesame2');
    expect(requests).toHaveLength(2);
    await expect.poll(keys).toHaveLength(1);
    expect(events).toEqual([]);
  });

  test('anything else under the keys is replaced', async () => {
    const { open, keys, requests } = await scene(connect);
    await open()();
    await expect.poll(keys).toHaveLength(1);
    const [key = ''] = await keys();
    const lease = key.replace(/token$/, 'lease');
    for (const taken of [key, lease]) {
      await server.command('DEL', key);
      await server.command('RPUSH', taken, 'foreign');
      await open()();
    }
    await server.command('DEL', key);
    await server.command('SET', lease, 'no end');
    await open()();
    await server.command('SET', key, '');
    await open()();
    expect(requests).toHaveLength(5);
    await expect.poll(keys).toEqual([key]);
    await open()();
    expect(requests).toHaveLength(5);
  });

  test('an encrypted token is shared, and only its cipher is in Redis', async () => {
    const { open, keys, requests } = await scene(connect);
    const encryptionKey = new Uint8Array(32).fill(7);
    await open({ encryptionKey })();
    expect(await open({ encryptionKey })()).toBe('sesame1');
    expect(requests).toHaveLength(1);
    await expect.poll(keys).toHaveLength(1);
    const [key = ''] = await keys();
    expect(await server.command('GET', key)).toMatch(/A256GCM\./);
    expect(await server.command('GET', key)).not.toMatch(/sesame|scene/);
  });

  test.each<[string, string, () => Promise<unknown>, () => Promise<unknown>]>([
    [
      'a read-only replica',
      'READONLY',
      () => server.command('REPLICAOF', '127.0.0.1', '1'),
      () => server.command('REPLICAOF', 'NO', 'ONE'),
    ],
    [
      'out of memory',
      'OOM',
      () => server.command('CONFIG', 'SET', 'maxmemory', '1'),
      () => server.command('CONFIG', 'SET', 'maxmemory', '0'),
    ],
  ])(
    '%s: a token all the same, no event or error with it, and sharing comes back',
    async (_case, code, break_, repair) => {
      const { open, requests, events } = await scene(connect);
      const ask = open();
      await ask();
      await break_();
      try {
        expect(await ask('sesame1')).toBe('sesame2');
      } finally {
        await repair();
      }
      expect(events).toEqual([{ type: 'not-shared', at: expect.any(Number), operation: expect.any(String), code }]);
      expect(inspect(events, { depth: 9, showHidden: true })).not.toMatch(/sesame/);
      expect(await ask('sesame2')).toBe('sesame3');
      expect(await open()()).toBe('sesame3');
      expect(requests).toHaveLength(3);
      expect(events.at(-1)?.type).toBe('shared-again');
    },
  );

  // Each pause takes a second; how a client connects again is the same in both majors.
  const testCurrent = name.startsWith('redis 5') || name.startsWith('ioredis 5') ? () => {} : test;
  testCurrent('Redis paused, then stopped and started again: a token each time, and sharing comes back', async () => {
    const { open, requests, events } = await scene(connect);
    const ask = open();
    await ask();
    server.pause();
    try {
      expect(await ask('sesame1')).toBe('sesame2');
    } finally {
      server.resume();
    }
    expect(await ask('sesame2')).toBe('sesame3');
    expect(await open()()).toBe('sesame3');
    await server.stop();
    expect(await ask('sesame3')).toBe('sesame4');
    await server.start();
    // The client connects again in its own time; until then each call gets a token by itself.
    for (let before = events.length; events.slice(before).every(({ type }) => type !== 'shared-again'); ) {
      await ask(`sesame${requests.length}`);
    }
    expect(await open()()).toBe(`sesame${requests.length}`);
    expect(events.every((event) => event.type !== 'not-shared' || event.code.length > 0)).toBe(true);
  });
});

describe.skipIf(missing)(`what it costs${unless}`, () => {
  /** The same client, and how many commands it was given. */
  function counting(client: RedisClient) {
    const counted = { commands: 0, client };
    counted.client = new Proxy(client, {
      get(target, property) {
        const value = Reflect.get(target, property);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          counted.commands++;
          return value.apply(target, args);
        };
      },
    });
    return counted;
  }

  test('whoever waits sends fewer than 20 commands a second', async () => {
    const { open, client, fetchToken } = await scene(redisClients['ioredis 6'] as (typeof redisClients)[string]);
    const gate = createGate();
    const slow: FetchToken = async (request) => {
      await gate.pass();
      return fetchToken(request);
    };
    const fetching = open({}, slow)();
    await gate.waitFor(1);
    const waiter = counting(client);
    const start = performance.now();
    const waiting = open({}, fetchToken, waiter.client)();
    await new Promise<void>((resolve) => setTimeout(resolve, 1_500));
    const perSecond = (waiter.commands / (performance.now() - start)) * 1_000;
    gate.release();
    expect(await Promise.all([fetching, waiting])).toEqual(['sesame1', 'sesame1']);
    expect(perSecond).toBeLessThan(20);
    expect(waiter.commands).toBeGreaterThan(2);
  });

  test('a process that finds a good token sends one command', async () => {
    const { open, client, fetchToken } = await scene(redisClients['ioredis 6'] as (typeof redisClients)[string]);
    await open()();
    const counted = counting(client);
    await open({}, fetchToken, counted.client)();
    expect(counted.commands).toBe(1);
  });
});

test.each<[string, unknown, object, RegExp]>([
  ['no client', undefined, { name: 'x' }, /redis must be a client/],
  ['something else', { get() {}, set() {} }, { name: 'x' }, /redis must be a client/],
  ['an empty prefix', 'fake', { name: 'x', prefix: '' }, /option "prefix"/],
  ['a prefix with a hash tag', 'fake', { name: 'x', prefix: '{a}' }, /option "prefix"/],
  ['no name', 'fake', {}, /option "name"/],
  ['a misspelt option', 'fake', { name: 'x', ttl: 7 }, /option "ttl" is not known/],
])('%s is a TypeError at once', (_name, redis, options, message) => {
  const names = ['get', 'set', 'del', 'eval', 'pttl', 'pexpire'];
  const fake = Object.fromEntries(names.map((name) => [name, async () => null]));
  const create = () => redisToken((redis === 'fake' ? fake : redis) as never, async () => ({ value: 't' }), options);
  expect(create).toThrow(TypeError);
  expect(create).toThrow(message);
});
