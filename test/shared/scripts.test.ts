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

/** Fifty scripts that start at once. */
async function fiftyScripts(api: LocalApi, revoked?: string): Promise<{ tokens: Set<string>; tokenRequests: number }> {
  api.resetLog();
  const processes = createWorkerProcesses(api, program);
  onTestFinished(() => processes.close());
  const store = join(folder, `${api.clientId}.json`);
  const config = { store, job: 'token', times: patient, ...(revoked && { revoked }) } as const;
  const scripts = Array.from({ length: 50 }, () => processes.start(config));
  const all = await Promise.all(scripts.map((script) => script.done()));
  return { tokens: new Set(all.flatMap(({ tokens }) => tokens)), tokenRequests: api.tokenRequests.length };
}

test('fifty scripts at once: one token request without a file, none with a good one, one when it was revoked', async () => {
  const api = await startLocalApi();
  onTestFinished(() => api.close());
  const cold = await fiftyScripts(api);
  expect(cold).toEqual({ tokenRequests: 1, tokens: new Set(api.issuedTokens) });
  const [token = ''] = api.issuedTokens;
  expect(await fiftyScripts(api)).toEqual({ tokenRequests: 0, tokens: new Set([token]) });
  expect(await fiftyScripts(api, token)).toEqual({ tokenRequests: 1, tokens: new Set(api.issuedTokens.slice(1)) });
});
