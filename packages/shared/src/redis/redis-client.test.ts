import { Cluster, Redis } from 'ioredis';
import { Cluster as Cluster5, Redis as Redis5 } from 'ioredis-5';
import * as redis6 from 'redis';
import * as redis5 from 'redis-5';
import { expect, onTestFinished, test } from 'vitest';
import { commandsOf, type RedisClient } from './redis-client.ts';

const nodes = [{ host: '127.0.0.1', port: 1 }];
const rootNodes = [{ url: 'redis://127.0.0.1:1' }];
const lazily = { lazyConnect: true };

/** Each as the application has it, by its own type. Nothing connects. */
const clients: Record<string, () => RedisClient> = {
  'redis 6': () => redis6.createClient(),
  'redis 6 with RESP 2': () => redis6.createClient({ RESP: 2 }),
  'redis 6 that returns bytes': () =>
    redis6.createClient().withTypeMapping({ [redis6.RESP_TYPES.BLOB_STRING]: Buffer }),
  'redis 6, a cluster': () => redis6.createCluster({ rootNodes }),
  'redis 6, a pool': () => redis6.createClientPool(),
  'redis 5': () => redis5.createClient(),
  'redis 5 with RESP 3': () => redis5.createClient({ RESP: 3 }),
  'redis 5, a cluster': () => redis5.createCluster({ rootNodes }),
  'redis 5, a pool': () => redis5.createClientPool(),
  'ioredis 6': () => ending(new Redis(lazily)),
  'ioredis 6, a cluster': () => ending(new Cluster(nodes, lazily)),
  'ioredis 5': () => ending(new Redis5(lazily)),
  'ioredis 5, a cluster': () => ending(new Cluster5(nodes, lazily)),
};

function ending<Client extends { disconnect(): void }>(client: Client): Client {
  onTestFinished(() => client.disconnect());
  return client;
}

test.each(Object.entries(clients))('%s fits', (_name, create) => {
  expect(commandsOf(create())).toHaveProperty('setIfAbsent');
});

test('bytes are read as texts', async () => {
  const reply = async () => Buffer.from('OK');
  const client = { get: reply, set: reply, del: reply, eval: reply, pttl: reply, pexpire: reply };
  expect(await commandsOf(client).get('key')).toBe('OK');
  expect(await commandsOf(client).setIfAbsent('key', 'value', 1)).toBe(true);
});
