import type { LocalApi } from '@token-refresher/test-support';
import type { Newcomer } from './newcomers.ts';

/** What it came to that another token was needed. */
export interface Replacement {
  /** The longest that a newcomer waited for it. */
  readonly maxMs: number;
  /** Why it is not as it should be. */
  readonly problems: readonly string[];
}

/** A process that stands still on a busy machine may be late to save its token; a lock that stays lets nobody save one. */
const maxTries = 3;

/**
 * Has a newcomer that was refused the current token get another one, and the next newcomer read it: it takes over whatever
 * lock is left of a process that was killed. Without that it would get a token, too, and keep it to itself.
 */
export async function replaceToken(
  api: Pick<LocalApi, 'problemWith'>,
  newcomer: Newcomer,
  current: string,
): Promise<Replacement> {
  let maxMs = 0;
  let revoked = current;
  try {
    for (let tries = 0; tries < maxTries; tries++) {
      const { token, ms } = await newcomer(revoked);
      maxMs = Math.max(maxMs, ms);
      if (token === revoked || api.problemWith(token)) return { maxMs, problems: ['no other token'] };
      const { token: saved } = await newcomer();
      if (saved === token) return { maxMs, problems: [] };
      revoked = saved;
    }
    return { maxMs, problems: ['another token could not be saved'] };
  } catch (error) {
    return { maxMs, problems: [`no other token: ${error}`] };
  }
}
