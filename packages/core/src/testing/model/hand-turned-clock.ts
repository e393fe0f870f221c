import type { Clock } from '../../clock.ts';

interface Timer {
  readonly due: number;
  readonly callback: () => void;
  isRefd: boolean;
  ref(): void;
  unref(): void;
}

/** A clock that moves between two microtasks, and whose timers can be late. */
export interface HandTurnedClock extends Clock {
  /** Lets time pass; with `isBlocked` no timer fires, as in an event loop that is busy or a machine that sleeps. */
  pass(ms: number, isBlocked?: boolean): void;
  jumpWall(ms: number): void;
  timers(): readonly Timer[];
}

export function createHandTurnedClock(): HandTurnedClock {
  let wall = 1_800_000_000_000;
  let monotonic = 0;
  const timers = new Set<Timer>();
  return {
    now: () => wall,
    monotonicNow: () => monotonic,
    setTimeout(callback, ms) {
      const timer: Timer = {
        due: monotonic + ms,
        callback,
        isRefd: true,
        ref() {
          timer.isRefd = true;
        },
        unref() {
          timer.isRefd = false;
        },
      };
      timers.add(timer);
      return timer;
    },
    clearTimeout: (timer) => void timers.delete(timer as Timer),
    jumpWall(ms) {
      wall += ms;
    },
    timers: () => [...timers],
    pass(ms, isBlocked = false) {
      const end = monotonic + ms;
      const moveTo = (at: number) => {
        wall += at - monotonic;
        monotonic = at;
      };
      for (;;) {
        const next = [...timers].filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0];
        if (!next || isBlocked) break;
        timers.delete(next);
        moveTo(Math.max(next.due, monotonic));
        next.callback();
      }
      moveTo(end);
    },
  };
}
