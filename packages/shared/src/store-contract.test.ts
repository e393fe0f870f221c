import { join } from 'node:path';
import { systemClock } from '@token-refresher/core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { createFileStore } from './file/file-store.ts';
import { randomOwner } from './record/token-key.ts';
import { commandsOf } from './redis/redis-client.ts';
import { createRedisStore } from './redis/redis-store.ts';
import { createMemoryStore } from './testing/memory-store.ts';
import { type LoginOptions, redisClients } from './testing/redis-clients.ts';
import { type RedisServer, redisIsMissing, startRedisServer } from './testing/redis-server.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';
import type { TokenStore } from './token-store.ts';

const missing = redisIsMissing();
const { folder, remove } = temporaryFolder();
let server: RedisServer;
beforeAll(async () => {
  if (!missing) server = await startRedisServer();
});
afterAll(async () => {
  await server?.close();
  remove();
});

async function redisStore(login?: LoginOptions): Promise<TokenStore> {
  const { client, end } = await (redisClients['redis 6'] as (typeof redisClients)[string])(server.socket, login);
  onTestFinished(end);
  return createRedisStore(commandsOf(client), 'contract:');
}

const stores: [string, boolean, () => Promise<TokenStore>][] = [
  ['in memory', true, async () => createMemoryStore(systemClock)],
  [
    'in files',
    true,
    async () =>
      createFileStore(
        (key) => join(folder, key),
        () => true,
      ),
  ],
  [`in Redis${missing ? `, skipped because ${missing}` : ''}`, !missing, () => redisStore()],
  [
    'in Redis, without scripts',
    !missing,
    async () => {
      await server.command('ACL', 'SETUSER', 'plain', 'on', '>sesame', '~*', '+@all', '-@scripting');
      return redisStore({ username: 'plain', password: 'sesame' });
    },
  ],
];

describe.each(stores)('a store %s', (_name, isHere, create) => {
  /** Longer than a test takes, and at most as long as any lease. */
  const long = 60_000;

  test.skipIf(!isHere)('replaces what was expected and nothing else', async () => {
    const [store, key] = [await create(), randomOwner()];
    expect(await store.read(key)).toBeUndefined();
    expect(await store.replace(key, 'something', 'a', long)).toBe(false);
    expect(await store.replace(key, undefined, 'a', long)).toBe(true);
    expect(await store.replace(key, undefined, 'b', long)).toBe(false);
    expect(await store.replace(key, 'b', 'c', long)).toBe(false);
    expect(await store.read(key)).toBe('a');
    expect(await store.replace(key, 'a', 'ü\n{}', long)).toBe(true);
    expect(await store.read(key)).toBe('ü\n{}');
    expect(await store.read(randomOwner())).toBeUndefined();
  });

  test.skipIf(!isHere)('gives a lease to one owner, who alone extends and releases it', async () => {
    const [store, key, one, another] = [await create(), randomOwner(), randomOwner(), randomOwner()];
    expect(await store.extend(key, one, long)).toBe(false);
    const acquired = await Promise.all([store.acquire(key, one, long), store.acquire(key, another, long)]);
    expect(acquired.filter(Boolean)).toHaveLength(1);
    const [owner, other] = acquired[0] ? [one, another] : [another, one];
    expect(await store.acquire(randomOwner(), other, long)).toBe(true);
    expect(await store.extend(key, other, long)).toBe(false);
    await store.release(key, other);
    expect(await store.acquire(key, other, long)).toBe(false);
    expect(await store.extend(key, owner, long)).toBe(true);
    await store.release(key, owner);
    expect(await store.extend(key, owner, long)).toBe(false);
    expect(await store.acquire(key, other, long)).toBe(true);
  });

  test.skipIf(!isHere)('lets a lease end by itself; its owner then frees nothing', async () => {
    const [store, key, dead, next] = [await create(), randomOwner(), randomOwner(), randomOwner()];
    expect(await store.acquire(key, dead, 1)).toBe(true);
    // A second: so long a file has to be seen unchanged, and so long a busy machine has to extend it.
    await expect.poll(() => store.acquire(key, next, 1_000)).toBe(true);
    expect(await store.extend(key, next, long)).toBe(true);
    expect(await store.extend(key, dead, long)).toBe(false);
    await store.release(key, dead);
    expect(await store.extend(key, next, long)).toBe(true);
  });
});
