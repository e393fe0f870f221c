import { once } from 'node:events';
import { Redis } from 'ioredis';
import { redisToken } from '../redis.ts';
import { runWorker, type WorkerConfig } from './run-worker.ts';

/** As an application does, it connects before it works. */
async function main(): Promise<void> {
  const { store }: WorkerConfig = JSON.parse(process.argv[2] ?? '');
  const redis = new Redis({ path: store });
  await once(redis, 'ready');
  process.once('disconnect', () => redis.disconnect());
  await runWorker(({ clientId }, fetchToken) => redisToken(redis, fetchToken, { name: clientId }));
}

void main();
