import { once } from 'node:events';
import { Redis } from 'ioredis';
import { shareToken } from '../../algorithm/share-token.ts';
import { checkOptions } from '../../algorithm/shared-token-options.ts';
import { commandsOf } from '../../redis/redis-client.ts';
import { createRedisStore } from '../../redis/redis-store.ts';
import { redisToken } from '../../redis.ts';
import { runWorker, type WorkerConfig } from './run-worker.ts';

/** As an application does, it connects before it works. */
async function main(): Promise<void> {
  const { store }: WorkerConfig = JSON.parse(process.argv[2] ?? '');
  const redis = new Redis({ path: store });
  await once(redis, 'ready');
  process.once('disconnect', () => redis.disconnect());
  await runWorker(({ clientId, times }, fetchToken) => {
    const options = { name: clientId };
    if (!times) return redisToken(redis, fetchToken, options);
    const settings = checkOptions('redisToken', fetchToken, options);
    return shareToken(createRedisStore(commandsOf(redis), 'token-refresher:'), fetchToken, { ...settings, times });
  });
}

void main();
