import { createServer } from 'node:net';
import { Cluster as IoCluster } from 'ioredis';
import { createCluster } from 'redis';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { redisToken } from './redis.ts';
import { type RedisServer, redisIsMissing, startRedisServer } from './testing/redis-server.ts';

const missing = redisIsMissing();
let server: RedisServer;
let port: number;
beforeAll(async () => {
  if (missing) return;
  port = await freePort();
  const address = ['--bind', '127.0.0.1', '--cluster-announce-ip', '127.0.0.1', '--port', `${port}`];
  server = await startRedisServer('--cluster-enabled', 'yes', ...address);
  await server.command('CLUSTER', 'ADDSLOTSRANGE', '0', '16383');
  while (!(await server.command('CLUSTER', 'INFO')).includes('cluster_state:ok'));
});
afterAll(() => server?.close());

/** A node of a cluster listens at its port and at the one 10,000 above. */
async function freePort(): Promise<number> {
  for (;;) {
    const probe = createServer();
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    const address = probe.address();
    await new Promise((resolve) => probe.close(resolve));
    if (typeof address === 'object' && address && address.port < 50_000) return address.port;
  }
}

const clusters = {
  async redis() {
    const client = createCluster({ rootNodes: [{ url: `redis://127.0.0.1:${port}` }] });
    client.on('error', () => {});
    await client.connect();
    onTestFinished(() => void client.destroy());
    return client;
  },
  async ioredis() {
    const client = new IoCluster([{ host: '127.0.0.1', port }]);
    client.on('error', () => {});
    onTestFinished(() => client.disconnect());
    return client;
  },
};

test.skipIf(missing).each(Object.entries(clusters))(
  `a cluster of %s serves as a single server does${missing ? `, skipped because ${missing}` : ''}`,
  async (name, connect) => {
    let fetched = 0;
    const fetchToken = async () => ({ value: `${name}-${++fetched}`, expiresAt: Date.now() + 3_600_000 });
    const [first, second] = [
      redisToken(await connect(), fetchToken, { name }),
      redisToken(await connect(), fetchToken, { name }),
    ];
    const { signal } = new AbortController();
    expect((await first({ signal })).value).toBe(`${name}-1`);
    expect((await second({ signal })).value).toBe(`${name}-1`);
    expect((await second({ signal, rejected: `${name}-1` })).value).toBe(`${name}-2`);
    expect((await first({ signal, rejected: `${name}-1` })).value).toBe(`${name}-2`);
    expect(fetched).toBe(2);
  },
);
