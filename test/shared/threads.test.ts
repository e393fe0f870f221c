import { once } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { startLocalApi } from '@token-refresher/test-support';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../packages/shared/src/testing/temporary-folder.ts';

test('worker threads of a process share a token as processes do', async () => {
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const api = await startLocalApi();
  onTestFinished(() => api.close());
  const { tokenEndpoint, clientId, clientSecret } = api;
  const credentials = { tokenEndpoint, clientId, clientSecret, scope: 'api' };
  const workerData = { path: join(folder, 'token.json'), credentials };
  const threads = Array.from(
    { length: 5 },
    () => new Worker(new URL('./thread.script.ts', import.meta.url), { workerData }),
  );
  onTestFinished(async () => void (await Promise.all(threads.map((thread) => thread.terminate()))));
  const values = await Promise.all(threads.map(async (thread) => (await once(thread, 'message'))[0]));
  expect(new Set(values)).toEqual(new Set(api.issuedTokens));
  expect(api.tokenRequests).toHaveLength(1);
});
