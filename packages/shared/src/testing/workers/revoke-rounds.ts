import type { LocalApi } from '@token-refresher/test-support';
import type { StoreTimes } from '../../store-access/store-access.ts';
import type { WorkerJob } from './run-worker.ts';
import type { WorkerProcesses } from './worker-processes.ts';

interface RevokeSettings {
  readonly store: string;
  /** How many processes. */
  readonly count: number;
  /** How many token refreshers each of them has. */
  readonly refreshers: number;
  readonly revocations: number;
  readonly times?: StoreTimes;
}

/**
 * Lets worker processes work, revokes their token, lets them work again, and so on.
 *
 * @returns the token requests until then, how many different tokens were in use after each round, and how many times a
 * worker's operation failed, because the API refused it twice.
 */
export async function revokeRounds(
  api: LocalApi,
  processes: WorkerProcesses,
  { store, count, refreshers, revocations, times }: RevokeSettings,
): Promise<{ tokenRequests: number; tokensInUse: number[]; failed: number }> {
  const workers = Array.from({ length: count }, () => processes.start({ store, refreshers, ...(times && { times }) }));
  await Promise.all(workers.map((worker) => worker.done()));
  const tokensInUse: number[] = [];
  let failed = 0;
  const work = async (job: WorkerJob) => {
    const results = await Promise.allSettled(workers.map((worker) => worker.tell(job)));
    const done = results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
    failed += results.length - done.length;
    tokensInUse.push(new Set(done.flatMap(({ tokens }) => tokens)).size);
  };
  await work('request');
  for (let revocation = 0; revocation < revocations; revocation++) {
    api.revokeAll();
    await work('request');
  }
  return { tokenRequests: api.tokenRequests.length, tokensInUse, failed };
}
