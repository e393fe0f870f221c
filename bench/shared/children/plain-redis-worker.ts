// What is often written: GET, and if there is nothing that can be used, fetch and SET with an expiry.
import type { AccessToken } from '@token-refresher/core';
import { Redis } from 'ioredis';
import { runWorker } from '../../../packages/shared/src/testing/workers/run-worker.ts';

let redis: Redis | undefined;

void runWorker(({ store, clientId }, fetchToken) => {
  redis ??= new Redis({ path: store });
  const connected = redis;
  return async (request) => {
    const saved: AccessToken = JSON.parse((await connected.get(clientId)) ?? '{}');
    if ((saved.expiresAt ?? 0) > Date.now() && saved.value !== request.rejected) return saved;
    const token = await fetchToken(request);
    await connected.set(
      clientId,
      JSON.stringify(token),
      'EX',
      Math.round(((token.expiresAt ?? 0) - Date.now()) / 1000),
    );
    return token;
  };
});
process.once('disconnect', () => redis?.disconnect());
