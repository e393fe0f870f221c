import { abortReason } from './aborted.ts';

/** Where the library reads the time and sets its timers. Tests hand in one that they can turn. */
export interface Clock {
  /** Wall clock, in epoch milliseconds. It may jump. */
  now(): number;
  /** Monotonic clock, in milliseconds since an arbitrary start. It may stand still while the machine sleeps. */
  monotonicNow(): number;
  /** Calls back once after `ms` milliseconds. A handle with `ref()` and `unref()` is told when to keep the process alive. */
  setTimeout(callback: () => void, ms: number): unknown;
  /** Cancels what {@link Clock.setTimeout} returned. */
  clearTimeout(handle: unknown): void;
}

/** `Date.now`, `performance.now` and the runtime's own timers: the clock wherever no option `clock` is given. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonicNow: () => performance.now(),
  setTimeout: (callback, ms) => setTimeout(callback, ms),
  clearTimeout: (handle) => clearTimeout(handle as number),
};

/** Waits. @throws the signal's reason when it is aborted. */
export function pause(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = clock.setTimeout(() => {
      signal?.removeEventListener('abort', leave);
      resolve();
    }, ms);
    const leave = () => {
      clock.clearTimeout(timer);
      reject(abortReason(signal as AbortSignal));
    };
    if (signal?.aborted) leave();
    else signal?.addEventListener('abort', leave);
  });
}

/** A point in time on both clocks, see {@link deadlineIn}. */
export interface Deadline {
  /** Epoch milliseconds. */
  readonly wall: number;
  readonly monotonic: number;
}

/** The point in time `ms` milliseconds from now. */
export function deadlineIn(clock: Clock, ms: number): Deadline {
  return { wall: clock.now() + ms, monotonic: clock.monotonicNow() + ms };
}

/**
 * Whether either clock has reached the deadline: the monotonic one stands still while a laptop sleeps, the wall clock
 * may be set back.
 */
export function hasPassed(clock: Clock, deadline: Deadline): boolean {
  return clock.now() >= deadline.wall || clock.monotonicNow() >= deadline.monotonic;
}
