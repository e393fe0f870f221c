import type { TestApi, TestClock } from '@token-refresher/testing';
import { pick, type Random } from './random.ts';
import { turns } from './storm-faults.ts';

/** What a storm goes on in. */
export interface Weather {
  readonly clock: TestClock;
  /** How many requests will never be answered. */
  readonly api: { readonly hanging: number };
  /** How many calls of fetch have not settled. */
  readonly flying: { readonly requests: number };
}

/** Revokes, expires and refuses at random. */
export function disturb(random: Random, api: Pick<TestApi, 'revoke' | 'expire' | 'refuseEverything'>): void {
  pick(random, [
    [960, () => {}],
    [15, () => api.revoke()],
    [5, () => api.expire()],
    [5, () => api.refuseEverything(true)],
    [15, () => api.refuseEverything(false)],
  ])();
}

/**
 * Lets the next timer fire when nothing else is under way: all callers wait for a pause of the refresher. Resolves to whether
 * there was anything to wait for.
 */
export async function passTime({ clock, api, flying }: Weather, progress: () => number): Promise<boolean> {
  const before = progress();
  for (let quiet = 0; quiet < 60; quiet++) {
    await turns(1);
    if (progress() !== before || flying.requests > api.hanging) return true;
  }
  const [next] = clock.timers;
  if (next) await clock.advance(Math.max(0, next.due - clock.monotonicNow()));
  return next !== undefined;
}

/** The global fetch, and how many of its requests have no response yet. */
export function countedFetch(flying: { requests: number }): typeof fetch {
  return async (...request) => {
    flying.requests += 1;
    try {
      return await fetch(...request);
    } finally {
      flying.requests -= 1;
    }
  };
}
