import type { LocalApi } from '@token-refresher/test-support';
import type { WorkerJob } from './run-worker.ts';
import type { WorkerProcesses } from './worker-processes.ts';

/**
 * Lets worker processes work, revokes their token, lets them work again, and so on.
 *
 * @returns the token requests until then, and how many different tokens were in use after each round.
 */
export async function revokeRounds(
  api: LocalApi,
  processes: WorkerProcesses,
  { store, count, refreshers, revocations }: { store: string; count: number; refreshers: number; revocations: number },
): Promise<{ tokenRequests: number; tokensInUse: number[] }> {
  const workers = Array.from({ length: count }, () => processes.start({ store, refreshers }));
  await Promise.all(workers.map((worker) => worker.done()));
  const tokensInUse: number[] = [];
  const work = async (job: WorkerJob) => {
    const done = await Promise.all(workers.map((worker) => worker.tell(job)));
    tokensInUse.push(new Set(done.flatMap(({ tokens }) => tokens)).size);
  };
  await work('request');
  for (let revocation = 0; revocation < revocations; revocation++) {
    api.revokeAll();
    await work('request');
  }
  return { tokenRequests: api.tokenRequests.length, tokensInUse };
}
