import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startLocalApi } from '@token-refresher/test-support';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type RedisServer, redisIsMissing, startRedisServer } from '../../packages/shared/src/testing/redis-server.ts';
import { temporaryFolder } from '../../packages/shared/src/testing/temporary-folder.ts';
import { killRound } from '../../packages/shared/src/testing/workers/kill-rounds.ts';
import { replaceToken } from '../../packages/shared/src/testing/workers/replace-token.ts';
import {
  type BundledProgram,
  bundleProgram,
  createWorkerProcesses,
  fileWorker,
  redisWorker,
} from '../../packages/shared/src/testing/workers/worker-processes.ts';

// More rounds: npx -y pnpm@10 --filter @token-refresher/bench run shared-kills --rounds 200
const rounds = 4;
const missing = redisIsMissing();
const { folder, remove } = temporaryFolder();

let redis: RedisServer;
let programs: Record<'file' | 'redis', BundledProgram>;
beforeAll(async () => {
  programs = { file: await bundleProgram(fileWorker), redis: await bundleProgram(redisWorker) };
  if (!missing) redis = await startRedisServer();
});
afterAll(async () => {
  await redis?.close();
  for (const program of Object.values(programs)) program.remove();
  remove();
});

/** Rounds beside each other, each with its own application and so with its own token. */
async function play(program: BundledProgram, storeOf: (round: number) => { store: string; file?: string }) {
  const played = Array.from({ length: rounds }, async (_, round) => {
    const api = await startLocalApi();
    onTestFinished(() => api.close());
    const processes = createWorkerProcesses(api, program);
    onTestFinished(() => processes.close());
    // Before the request, while it is under way, while the token is saved, and after all of that.
    return killRound(api, processes, { ...storeOf(round), others: 2, killAfterMs: () => (round / rounds) * 60 });
  });
  return Promise.all(played);
}

const whole = Array.from({ length: rounds }, () => expect.objectContaining({ problems: [] }));

test('a file: the process that fetches is killed; the others get a token, with one more request at most', async () => {
  expect(
    await play(programs.file, (round) => {
      const file = join(folder, `${round}-${Math.random()}.json`);
      return { store: file, file };
    }),
  ).toEqual(whole);
});

test.skipIf(missing)(`Redis: the same${missing ? `, skipped because ${missing}` : ''}`, async () => {
  expect(await play(programs.redis, () => ({ store: redis.socket }))).toEqual(whole);
});

test('a lock that nobody takes over is noticed: the token that a process gets is not in the file', async () => {
  const api = await startLocalApi();
  onTestFinished(() => api.close());
  const processes = createWorkerProcesses(api, programs.file);
  onTestFinished(() => processes.close());
  const file = join(folder, 'locked.json');
  const [token = ''] = (await processes.start({ store: file, job: 'token' }).done()).tokens;
  expect(await replaceToken(api, processes, file, token)).toMatchObject({ problems: [] });
  // Nothing that is not a lock's owner is removed, so this lock is never free.
  mkdirSync(`${file}.write`);
  writeFileSync(join(`${file}.write`, 'of-somebody-else'), '');
  const [current = ''] = (await processes.start({ store: file, job: 'token' }).done()).tokens;
  expect(await replaceToken(api, processes, file, current)).toMatchObject({
    problems: ['another token could not be saved'],
  });
});
