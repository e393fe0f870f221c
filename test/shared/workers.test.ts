import { startLocalApi } from '@token-refresher/test-support';
import { expect, onTestFinished, test } from 'vitest';
import { redisIsMissing, startRedisServer } from '../../packages/shared/src/testing/redis-server.ts';
import { patient } from '../../packages/shared/src/testing/workers/patient.ts';
import { revokeRounds } from '../../packages/shared/src/testing/workers/revoke-rounds.ts';
import {
  bundleProgram,
  createWorkerProcesses,
  redisWorker,
} from '../../packages/shared/src/testing/workers/worker-processes.ts';

// With a hundred processes: npx -y pnpm@10 --filter @token-refresher/bench run shared
const missing = redisIsMissing();

test.skipIf(missing)(
  `a hundred workers over Redis, three revocations: four token requests${missing ? `, skipped because ${missing}` : ''}`,
  async () => {
    const [api, redis, program] = await Promise.all([startLocalApi(), startRedisServer(), bundleProgram(redisWorker)]);
    const processes = createWorkerProcesses(api, program);
    onTestFinished(async () => {
      await processes.close();
      await Promise.all([api.close(), redis.close()]);
      program.remove();
    });
    const settings = { store: redis.socket, count: 5, refreshers: 20, revocations: 3, times: patient };
    expect(await revokeRounds(api, processes, settings)).toEqual({
      tokenRequests: 4,
      tokensInUse: [1, 1, 1, 1],
      failed: 0,
    });
  },
);
