// Kills the process that fetches, again and again, and counts what that costs. `--rounds 200`, or ROUNDS=200, is the default.
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { startLocalApi } from '@token-refresher/test-support';
import { startRedisServer } from '../../packages/shared/src/testing/redis-server.ts';
import { temporaryFolder } from '../../packages/shared/src/testing/temporary-folder.ts';
import { type KillRound, killRound } from '../../packages/shared/src/testing/workers/kill-rounds.ts';
import { newProcesses } from '../../packages/shared/src/testing/workers/newcomers.ts';
import {
  type BundledProgram,
  bundleProgram,
  createWorkerProcesses,
  fileWorker,
  redisWorker,
} from '../../packages/shared/src/testing/workers/worker-processes.ts';
import { table } from '../report/table.ts';

const { values } = parseArgs({ options: { rounds: { type: 'string', default: process.env.ROUNDS ?? '200' } } });
const rounds = Number(values.rounds);
const besideEachOther = 8;
/** The token request takes so long; the kill comes between its start and some time after its end. */
const requestMs = 50;

async function play(program: BundledProgram, store: string, file?: string): Promise<KillRound> {
  const api = await startLocalApi();
  api.tokenEndpointRespondsWith({ kind: 'delay', ms: requestMs });
  const processes = createWorkerProcesses(api, program);
  const killAfterMs = () => Math.random() * requestMs * 2;
  const newcomer = newProcesses(processes, store);
  const settings = { store, ...(file && { file }), others: 3, killAfterMs, newcomer };
  const round = await killRound(api, processes, settings);
  await processes.close();
  await api.close();
  return round;
}

async function playAll(play: (round: number) => Promise<KillRound>): Promise<KillRound[]> {
  const played: KillRound[] = [];
  let next = 0;
  const lane = async () => {
    while (next < rounds) played.push(await play(next++));
  };
  await Promise.all(Array.from({ length: besideEachOther }, lane));
  return played;
}

const redis = await startRedisServer();
const { folder, remove } = temporaryFolder();
const programs = [await bundleProgram(fileWorker), await bundleProgram(redisWorker)] as const;
const stores: [string, KillRound[]][] = [
  [
    'fileToken',
    await playAll((round) => {
      const file = join(folder, `${round}.json`);
      return play(programs[0], file, file);
    }),
  ],
  ['redisToken', await playAll(() => play(programs[1], redis.socket))],
];
await redis.close();
remove();
for (const program of programs) program.remove();

const head = [
  'rounds with a kill',
  'rounds',
  'further token requests',
  'most in a round',
  'longest wait in ms',
  'problems',
];
const rows = stores.map(([name, played]) => {
  const more = played.map(({ tokenRequests }) => tokenRequests - 1);
  const problems = played.flatMap((round) => round.problems);
  const maxMs = Math.round(Math.max(...played.map((round) => round.maxMs)));
  return [name, rounds, more.reduce((sum, each) => sum + each, 0), Math.max(...more), maxMs, problems.length];
});
console.log(table(head, rows));
for (const problem of stores.flatMap(([, played]) => played.flatMap((round) => round.problems))) console.log(problem);
