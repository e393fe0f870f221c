import type { Clock } from '../../clock.ts';
import { isTrue } from '../../is-true.ts';

const burst = 5;
const minIntervalMs = 15_000;
const maxIntervalMs = 60_000;

/**
 * The budget of a refresher for refreshes that may be useless: those that follow a rejection or an invalidation. Five at
 * once, then one per 15 s, more rarely (30 s, 60 s) while none of them helps. Acceptance by the API does not restore it,
 * only time does.
 */
export interface Damping {
  /**
   * Counts one refresh, if the budget allows it now.
   *
   * @param may Asked when there is something to spend: whether it may be, so that so many are left. For whom it leaves the
   * last one to others, the budget is used up.
   */
  spend(may?: (left: number) => boolean): boolean;
  /** A refresh has helped: the operation that asked for it was accepted with the new token. */
  helped(): void;
  reset(): void;
}

export function createDamping(clock: Clock): Damping {
  let available = burst;
  let lastLook = clock.monotonicNow();
  /** How often the budget was used up since a refresh helped, or since it was full. */
  let timesEmptied = 0;
  /** Whether the last one of the budget is left to others: for whoever left it, the budget is used up. */
  let isLastLeft = false;
  const intervalMs = () => Math.min(minIntervalMs * 2 ** Math.max(0, timesEmptied - 1), maxIntervalMs);
  return {
    spend(may) {
      const now = clock.monotonicNow();
      available = Math.min(available + (now - lastLook) / intervalMs(), burst);
      lastLook = now;
      if (available === burst) timesEmptied = 0;
      if (available < 1) return false;
      const left = Math.floor(available) - 1;
      const isSpent = may === undefined || isTrue(may(left));
      if (left === 0 && !isLastLeft) timesEmptied += 1;
      isLastLeft = left === 0 && !isSpent;
      if (isSpent) available -= 1;
      return isSpent;
    },
    helped() {
      timesEmptied = Math.min(timesEmptied, 1);
    },
    reset() {
      available = burst;
      timesEmptied = 0;
    },
  };
}
