import type { Clock } from '@token-refresher/core';

/** A clock that moves when told to. It does little per step, for simulations of millions of steps. */
export interface StepClock extends Clock {
  /** Moves both clocks and fires what has become due. Returns how many timers fired; promises have not settled yet. */
  step(ms: number): number;
  /** Timers that are pending. */
  readonly pending: number;
}

/** A clock that stands at this moment. */
export function createStepClock(): StepClock {
  const start = Date.now();
  let passed = 0;
  const timers = new Map<object, { due: number; callback: () => void }>();
  return {
    now: () => start + passed,
    monotonicNow: () => passed,
    setTimeout(callback, ms) {
      const handle = {};
      timers.set(handle, { due: passed + ms, callback });
      return handle;
    },
    clearTimeout: (handle) => void timers.delete(handle as object),
    step(ms) {
      passed += ms;
      if (timers.size === 0) return 0;
      const due = [...timers].filter(([, timer]) => timer.due <= passed).sort(([, a], [, b]) => a.due - b.due);
      for (const [handle, { callback }] of due) if (timers.delete(handle)) callback();
      return due.length;
    },
    get pending() {
      return timers.size;
    },
  };
}
