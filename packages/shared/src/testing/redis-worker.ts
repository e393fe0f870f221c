import { Redis } from 'ioredis';
import { redisToken } from '../redis.ts';
import { runWorker } from './run-worker.ts';

let redis: Redis | undefined;

void runWorker(({ store, clientId }, fetchToken) => {
  redis ??= new Redis({ path: store });
  return redisToken(redis, fetchToken, { name: clientId });
});
process.once('disconnect', () => redis?.disconnect());
