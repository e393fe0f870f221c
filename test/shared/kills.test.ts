import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FetchToken } from '@token-refresher/core';
import { fileToken } from '@token-refresher/shared/file';
import { redisToken } from '@token-refresher/shared/redis';
import { startLocalApi } from '@token-refresher/test-support';
import { afterAll, beforeAll, describe, expect, type TestContext, test } from 'vitest';
import { redisClients } from '../../packages/shared/src/testing/redis-clients.ts';
import { type RedisServer, redisIsMissing, startRedisServer } from '../../packages/shared/src/testing/redis-server.ts';
import { temporaryFolder } from '../../packages/shared/src/testing/temporary-folder.ts';
import { killRound } from '../../packages/shared/src/testing/workers/kill-rounds.ts';
import { newSources } from '../../packages/shared/src/testing/workers/newcomers.ts';
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
const connect = redisClients['ioredis 6'] as (typeof redisClients)[string];

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

/** How a store is used by processes, which find it under its name, and in this one. */
interface Place {
  readonly store: string;
  readonly file?: string;
  share(fetchToken: FetchToken, name: string): FetchToken;
}

const inFile = (name: string): Place => {
  const file = join(folder, name);
  return { store: file, file, share: (fetchToken, client) => fileToken(file, fetchToken, { name: client }) };
};

async function stage({ share }: Place, program: BundledProgram, { onTestFinished }: TestContext) {
  const api = await startLocalApi();
  onTestFinished(() => api.close());
  const processes = createWorkerProcesses(api, program);
  onTestFinished(() => processes.close());
  return { api, processes, newcomer: newSources(api, (fetchToken) => share(fetchToken, api.clientId)) };
}

/** Rounds beside each other, each with its own application and so with its own token. */
async function play(program: BundledProgram, placeOf: (round: number) => Place, context: TestContext) {
  const played = Array.from({ length: rounds }, async (_, round) => {
    const place = placeOf(round);
    const { api, processes, newcomer } = await stage(place, program, context);
    // Before the request, while it is under way, while the token is saved, and after all of that.
    const killAfterMs = () => (round / rounds) * 60;
    return killRound(api, processes, { ...place, others: 1, refreshers: 2, killAfterMs, newcomer });
  });
  return Promise.all(played);
}

const whole = Array.from({ length: rounds }, () => expect.objectContaining({ problems: [] }));

// Beside each other, because all wait for leases to end. That one of several processes takes over a dead one's lease is
// shown by file-store.test.ts.
describe.concurrent('a process is killed', () => {
  test('a file: the process that fetches is killed; the others get a token, with one more request at most', async (context) => {
    expect(await play(programs.file, (round) => inFile(`${round}.json`), context)).toEqual(whole);
  });

  test.skipIf(missing)(`Redis: the same${missing ? `, skipped because ${missing}` : ''}`, async (context) => {
    const { client, end } = await connect(redis.socket);
    context.onTestFinished(end);
    const place: Place = { store: redis.socket, share: (fetchToken, name) => redisToken(client, fetchToken, { name }) };
    expect(await play(programs.redis, () => place, context)).toEqual(whole);
  });

  test('a lock that nobody takes over is noticed: the token that a process gets is not in the file', async (context) => {
    const place = inFile('locked.json');
    const { api, newcomer } = await stage(place, programs.file, context);
    const { token } = await newcomer();
    expect(await replaceToken(api, newcomer, token)).toMatchObject({ problems: [] });
    // Nothing that is not a lock's owner is removed, so this lock is never free.
    mkdirSync(`${place.store}.write`);
    writeFileSync(join(`${place.store}.write`, 'of-somebody-else'), '');
    const { token: current } = await newcomer();
    expect(await replaceToken(api, newcomer, current)).toMatchObject({
      problems: ['another token could not be saved'],
    });
  });
});
