import { join } from 'node:path';
import { type LocalApi, startLocalApi } from '@token-refresher/test-support';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../packages/shared/src/testing/temporary-folder.ts';
import { patient } from '../../packages/shared/src/testing/workers/patient.ts';
import {
  type BundledProgram,
  bundleProgram,
  createWorkerProcesses,
  fileWorker,
} from '../../packages/shared/src/testing/workers/worker-processes.ts';

let program: BundledProgram;
const { folder, remove } = temporaryFolder();
beforeAll(async () => {
  program = await bundleProgram(fileWorker);
});
afterAll(() => {
  program.remove();
  remove();
});

/** Scripts that start at once. */
async function scriptsAtOnce(count: number, api: LocalApi, revoked?: string) {
  api.resetLog();
  const processes = createWorkerProcesses(api, program);
  onTestFinished(() => processes.close());
  const store = join(folder, `${api.clientId}.json`);
  const config = { store, job: 'token', times: patient, ...(revoked && { revoked }) } as const;
  const scripts = Array.from({ length: count }, () => processes.start(config));
  const all = await Promise.all(scripts.map((script) => script.done()));
  return { tokens: new Set(all.flatMap(({ tokens }) => tokens)), tokenRequests: api.tokenRequests.length };
}

test('fifty scripts at once: one token request without a file, and one when its token was revoked; none with a good one', async () => {
  const api = await startLocalApi();
  onTestFinished(() => api.close());
  const cold = await scriptsAtOnce(50, api);
  expect(cold).toEqual({ tokenRequests: 1, tokens: new Set(api.issuedTokens) });
  const [token = ''] = api.issuedTokens;
  // None of them waits for another one, so that more would show the same.
  expect(await scriptsAtOnce(5, api)).toEqual({ tokenRequests: 0, tokens: new Set([token]) });
  expect(await scriptsAtOnce(50, api, token)).toEqual({ tokenRequests: 1, tokens: new Set(api.issuedTokens.slice(1)) });
});
