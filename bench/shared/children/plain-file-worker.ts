// What is often written: a JSON file that is read before, and written after a token request.
import { readFileSync, writeFileSync } from 'node:fs';
import type { AccessToken } from '@token-refresher/core';
import { runWorker } from '../../../packages/shared/src/testing/workers/run-worker.ts';

void runWorker(({ store }, fetchToken) => async (request) => {
  try {
    const saved: AccessToken = JSON.parse(readFileSync(store, 'utf8'));
    if ((saved.expiresAt ?? 0) > Date.now() && saved.value !== request.rejected) return saved;
  } catch {
    // There is none, or half of one.
  }
  const token = await fetchToken(request);
  writeFileSync(store, JSON.stringify(token));
  return token;
});
