import { type Clock, type Deadline, deadlineIn, hasPassed } from './clock.ts';

/** A pause that doubles, up to a maximum, each time that it is started again without a reset. */
export interface CoolDown {
  isRunning(): boolean;
  /** Returns when it ends, in epoch milliseconds. */
  start(atLeastMs?: number): number;
  reset(): void;
}

export function createCoolDown(clock: Clock, firstMs: number, maxMs: number): CoolDown {
  let ms = 0;
  let end: Deadline | undefined;
  return {
    isRunning: () => end !== undefined && !hasPassed(clock, end),
    start(atLeastMs = 0) {
      ms = Math.min(ms * 2 || firstMs, maxMs);
      end = deadlineIn(clock, Math.max(ms, atLeastMs));
      return end.wall;
    },
    reset() {
      ms = 0;
      end = undefined;
    },
  };
}
