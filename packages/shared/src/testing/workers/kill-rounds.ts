import { readFileSync } from 'node:fs';
import type { LocalApi } from '@token-refresher/test-support';
import type { Newcomer } from './newcomers.ts';
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

interface KillSettings {
  readonly store: string;
  /** The token's file, to look at afterwards; none for Redis. */
  readonly file?: string;
  /** How many processes start beside the one that is killed. */
  readonly others: number;
  /** How many token refreshers each process has, the killed one too. */
  readonly refreshers?: number;
  readonly killAfterMs: KillAfterMs;
  /** Who comes afterwards. */
  readonly newcomer: Newcomer;
}

/**
 * Some processes start at once without a token; the one that fetches is killed at a random moment. A round has an API of its
 * own, so that rounds can run beside each other.
 */
export async function killRound(
  api: LocalApi,
  processes: WorkerProcesses,
  { store, file, others, refreshers = 1, killAfterMs, newcomer }: KillSettings,
): Promise<KillRound> {
  let killed = -1;
  const workers = Array.from({ length: others + 1 }, () => processes.start({ store, job: 'token', refreshers }));
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
  const [latecomer] = await Promise.allSettled([newcomer()]);

  const left = results.filter((_, index) => index !== killed);
  problems.push(...[...left, latecomer].flatMap((each) => (each.status === 'rejected' ? [String(each.reason)] : [])));
  const done = left.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []));
  const late = latecomer.status === 'fulfilled' ? [latecomer.value] : [];
  const tokens = [...done.flatMap((worker) => worker.tokens), ...late.map(({ token }) => token)];
  const tokenRequests = api.tokenRequests.length;
  if (tokenRequests > 2) problems.push(`${tokenRequests} token requests`);
  if (tokens.some((token) => api.problemWith(token))) problems.push('a token that the API does not know');
  if (file) problems.push(...problemsWith(file));
  const replacement = await replaceToken(api, newcomer, tokens.at(-1) ?? '');
  const maxMs = Math.max(replacement.maxMs, ...[...done, ...late].map(({ ms }) => ms));
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
