import type { LocalApi } from '@token-refresher/test-support';
import type { WorkerProcesses } from './worker-processes.ts';

/** What it came to that another token was needed. */
export interface Replacement {
  /** The longest that a process waited for it. */
  readonly maxMs: number;
  /** Why it is not as it should be. */
  readonly problems: readonly string[];
}

/** A process that stands still on a busy machine may be late to save its token; a lock that stays lets nobody save one. */
const maxTries = 3;

/**
 * Has a process that was refused the current token get another one, and the next process read it: it takes over whatever
 * lock is left of a process that was killed. Without that it would get a token, too, and keep it to itself.
 */
export async function replaceToken(
  api: LocalApi,
  processes: WorkerProcesses,
  store: string,
  current: string,
): Promise<Replacement> {
  let maxMs = 0;
  let revoked = current;
  try {
    for (let tries = 0; tries < maxTries; tries++) {
      const next = await processes.start({ store, job: 'token', revoked }).done();
      maxMs = Math.max(maxMs, next.ms);
      const [token = ''] = next.tokens;
      if (token === revoked || api.problemWith(token)) return { maxMs, problems: ['no other token'] };
      const [saved = ''] = (await processes.start({ store, job: 'token' }).done()).tokens;
      if (saved === token) return { maxMs, problems: [] };
      revoked = saved;
    }
    return { maxMs, problems: ['another token could not be saved'] };
  } catch (error) {
    return { maxMs, problems: [`no other token: ${error}`] };
  }
}
