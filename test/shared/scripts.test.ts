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

/** To start a process takes far longer than to get a token, so that processes of one script each hardly meet. */
const perProcess = 5;

/** Scripts that start at once. Each has a source of its own, which sees the others in the file alone. */
async function scriptsAtOnce(count: number, api: LocalApi, revoked?: string) {
  api.resetLog();
  const processes = createWorkerProcesses(api, program);
  onTestFinished(() => processes.close());
  const store = join(folder, `${api.clientId}.json`);
  const config = { store, job: 'token', refreshers: perProcess, times: patient, ...(revoked && { revoked }) } as const;
  const started = Array.from({ length: count / perProcess }, () => processes.start(config));
  const all = await Promise.all(started.map((each) => each.done()));
  return { tokens: all.flatMap(({ tokens }) => tokens), tokenRequests: api.tokenRequests.length };
}

// Fifty processes, one script each, are counted by: npx -y pnpm@10 --filter @token-refresher/bench run shared
test('fifty scripts at once, five in a process: one token request without a file, and one when its token was revoked; none with a good one', async () => {
  const api = await startLocalApi();
  onTestFinished(() => api.close());
  const cold = await scriptsAtOnce(50, api);
  const [first = ''] = api.issuedTokens;
  expect(cold).toEqual({ tokenRequests: 1, tokens: Array(50).fill(first) });
  // None of them waits for another one, so that more would show the same.
  expect(await scriptsAtOnce(5, api)).toEqual({ tokenRequests: 0, tokens: Array(5).fill(first) });
  const revoked = await scriptsAtOnce(50, api, first);
  expect(revoked).toEqual({ tokenRequests: 1, tokens: Array(50).fill(api.issuedTokens[1]) });
});
