// Counts the token requests of real processes that share a token: fifty scripts over a file, a hundred over Redis.
import { join } from 'node:path';
import { startLocalApi } from '@token-refresher/test-support';
import { startRedisServer } from '../../packages/shared/src/testing/redis-server.ts';
import { temporaryFolder } from '../../packages/shared/src/testing/temporary-folder.ts';
import { revokeRounds } from '../../packages/shared/src/testing/workers/revoke-rounds.ts';
import {
  bundleProgram,
  createWorkerProcesses,
  fileWorker,
  redisWorker,
} from '../../packages/shared/src/testing/workers/worker-processes.ts';
import { table } from '../report/table.ts';

const child = (name: string) => join(import.meta.dirname, 'children', name);

/** Fifty scripts at once that send one operation each: without a file, with a good one, and after a revocation. */
async function countScripts(program: string): Promise<number[]> {
  let failed = 0;
  const [api, bundle, { folder, remove }] = [await startLocalApi(), await bundleProgram(program), temporaryFolder()];
  const processes = createWorkerProcesses(api, bundle);
  const counts: number[] = [];
  for (const isRevoked of [false, false, true]) {
    if (isRevoked) api.revokeAll();
    api.resetLog();
    const config = { store: join(folder, 'token.json'), job: 'request' } as const;
    const results = await Promise.allSettled(Array.from({ length: 50 }, () => processes.start(config).done()));
    failed += results.filter(({ status }) => status === 'rejected').length;
    counts.push(api.tokenRequests.length);
  }
  await processes.close();
  await api.close();
  bundle.remove();
  remove();
  return [...counts, failed];
}

/** A hundred processes that send an operation each, and again after each of three revocations. */
async function countWorkers(program: string): Promise<number[]> {
  const [api, redis, bundle] = [await startLocalApi(), await startRedisServer(), await bundleProgram(program)];
  const processes = createWorkerProcesses(api, bundle);
  const settings = { store: redis.socket, count: 100, refreshers: 1, revocations: 3 };
  const { tokenRequests, failed } = await revokeRounds(api, processes, settings);
  await processes.close();
  await api.close();
  await redis.close();
  bundle.remove();
  return [tokenRequests, failed];
}

const files = [
  ['fileToken', fileWorker],
  ['plain JSON file', child('plain-file-worker.ts')],
] as const;
const head = ['50 scripts at once, over', 'no file', 'a good file', 'a revoked token', 'scripts refused twice'];
const counted: (string | number)[][] = [];
for (const [name, program] of files) counted.push([name, ...(await countScripts(program))]);
console.log(`Token requests\n\n${table(head, counted)}`);

const redises = [
  ['redisToken', redisWorker],
  ['GET and SET', child('plain-redis-worker.ts')],
] as const;
const workers: (string | number)[][] = [];
for (const [name, program] of redises) workers.push([name, ...(await countWorkers(program))]);
console.log(
  `\n${table(['100 processes, over', 'first token and three revocations', 'operations refused twice'], workers)}`,
);
