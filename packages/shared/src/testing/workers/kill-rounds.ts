import { readFileSync } from 'node:fs';
import type { LocalApi } from '@token-refresher/test-support';
import { replaceToken } from './replace-token.ts';
import type { WorkerProcesses } from './worker-processes.ts';

/** What one round came to. */
export interface KillRound {
  readonly tokenRequests: number;
  /** The longest that one of the others waited, or who came afterwards. */
  readonly maxMs: number;
  /** Why it is not as it should be. */
  readonly problems: readonly string[];
}

/** When the process that fetches is killed, counted from the moment when it is about to ask. */
export type KillAfterMs = () => number;

/**
 * Some processes start at once without a token; the one that fetches is killed at a random moment. A round has an API of its
 * own, so that rounds can run beside each other.
 *
 * @param file The token's file, to look at afterwards; none for Redis.
 */
export async function killRound(
  api: LocalApi,
  processes: WorkerProcesses,
  { store, file, others, killAfterMs }: { store: string; file?: string; others: number; killAfterMs: KillAfterMs },
): Promise<KillRound> {
  let killed = -1;
  const workers = Array.from({ length: others + 1 }, () => processes.start({ store, job: 'token' }));
  const isKilled = new Promise<void>((resolve) => {
    for (const [index, worker] of workers.entries()) {
      worker.onFetching(() => {
        if (killed >= 0) return;
        killed = index;
        setTimeout(() => {
          worker.end();
          resolve();
        }, killAfterMs());
      });
    }
  });
  const results = await Promise.allSettled(workers.map((worker) => worker.done()));
  const problems: string[] = [];
  if (killed >= 0) await isKilled;
  else problems.push('nobody asked for a token');
  const [latecomer] = await Promise.allSettled([processes.start({ store, job: 'token' }).done()]);

  const left = [...results.filter((_, index) => index !== killed), latecomer];
  problems.push(...left.flatMap((result) => (result.status === 'rejected' ? [String(result.reason)] : [])));
  const done = left.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const tokens = done.flatMap((worker) => worker.tokens);
  const tokenRequests = api.tokenRequests.length;
  if (tokenRequests > 2) problems.push(`${tokenRequests} token requests`);
  if (tokens.some((token) => api.problemWith(token))) problems.push('a token that the API does not know');
  if (file) problems.push(...problemsWith(file));
  const replacement = await replaceToken(api, processes, store, tokens.at(-1) ?? '');
  const maxMs = Math.max(replacement.maxMs, ...done.map(({ ms }) => ms));
  return { tokenRequests, maxMs, problems: [...problems, ...replacement.problems] };
}

/** What a kill must not leave behind: half a file. */
function problemsWith(file: string): string[] {
  try {
    JSON.parse(readFileSync(file, 'utf8'));
    return [];
  } catch (error) {
    return [`the file cannot be read: ${error}`];
  }
}
