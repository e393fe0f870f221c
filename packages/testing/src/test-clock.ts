/** What {@link TestClock.setTimeout} returns; it behaves as Node's `Timeout` does. */
export interface TestTimer {
  /** The delay that was asked for, in milliseconds. */
  readonly ms: number;
  /** When it fires, on the monotonic clock. */
  readonly due: number;
  /** Lets the timer keep the process alive (the initial state). */
  ref(): TestTimer;
  /** Lets the process end although the timer is pending. */
  unref(): TestTimer;
  /** Whether the timer would keep the process alive. */
  hasRef(): boolean;
}

/** A clock that only moves when it is told to: the `clock` of `createTokenRefresher` and of the test APIs. */
export interface TestClock {
  /** Wall clock, epoch milliseconds. Safe to pass on unbound. */
  readonly now: () => number;
  /** Monotonic clock, milliseconds since the clock was made. */
  readonly monotonicNow: () => number;
  /** As Node's: a delay over 2^31-1 ms overflows and fires after 1 ms. */
  readonly setTimeout: (callback: () => void, ms: number) => TestTimer;
  /** Cancels a pending timer; anything else is ignored. */
  readonly clearTimeout: (handle: unknown) => void;
  /**
   * Lets `ms` milliseconds pass on both clocks. Due timers fire in order, each at its own time, and promises settle in
   * between. Responses that come over a socket are not waited for.
   *
   * @throws RangeError when `ms` is negative or no number.
   */
  advance(ms: number): Promise<void>;
  /** Lets the wall clock jump, back if negative: somebody set the time, or the machine slept. No timer fires. */
  advanceWall(ms: number): void;
  /** Lets only the monotonic clock pass, and fires what is due: the wall clock was held back. */
  advanceMonotonic(ms: number): Promise<void>;
  /** How many timers are pending. */
  readonly pendingTimers: number;
  /** The pending timers, next one first. */
  readonly timers: readonly TestTimer[];
  /** How many pending timers would keep the process alive. */
  readonly refdTimers: number;
}

const maxDelay = 2 ** 31 - 1;

/**
 * A clock for tests, which stands still until it is told to advance.
 *
 * @example
 * ```ts
 * const clock = createTestClock();
 * const tokens = createTokenRefresher(fetchToken, { clock });
 * await clock.advance(3_600_000);
 * ```
 *
 * @param start Where the wall clock stands at first, in epoch milliseconds. Default: the real time.
 * @throws TypeError when it is anything else.
 */
export function createTestClock(start: number = Date.now()): TestClock {
  if (!Number.isFinite(start)) {
    throw new TypeError('createTestClock: start must be a number of epoch milliseconds, such as Date.now().');
  }
  let wall = start;
  let monotonic = 0;
  const pending = new Map<TestTimer, () => void>();
  const inOrder = () => [...pending.keys()].sort((a, b) => a.due - b.due);

  async function pass(ms: number, withWall: boolean): Promise<void> {
    checkMs(ms);
    if (ms < 0) throw new RangeError(`Time passes forward only, not by ${ms} ms.`);
    const target = monotonic + ms;
    const moveTo = (time: number) => {
      if (withWall) wall += time - monotonic;
      monotonic = time;
    };
    await settle();
    for (let next = inOrder()[0]; next && next.due <= target; next = inOrder()[0]) {
      moveTo(Math.max(next.due, monotonic));
      const callback = pending.get(next);
      pending.delete(next);
      callback?.();
      await settle();
    }
    moveTo(Math.max(target, monotonic));
  }

  return {
    now: () => wall,
    monotonicNow: () => monotonic,
    setTimeout(callback, ms) {
      const delay = ms >= 1 && ms <= maxDelay ? ms : 1;
      let keepsAlive = true;
      const timer: TestTimer = {
        ms,
        due: monotonic + delay,
        ref() {
          keepsAlive = true;
          return timer;
        },
        unref() {
          keepsAlive = false;
          return timer;
        },
        hasRef: () => keepsAlive,
      };
      pending.set(timer, callback);
      return timer;
    },
    clearTimeout(handle) {
      pending.delete(handle as TestTimer);
    },
    advance: (ms) => pass(ms, true),
    advanceWall(ms) {
      checkMs(ms);
      wall += ms;
    },
    advanceMonotonic: (ms) => pass(ms, false),
    get pendingTimers() {
      return pending.size;
    },
    get timers() {
      return inOrder();
    },
    get refdTimers() {
      return [...pending.keys()].filter((timer) => timer.hasRef()).length;
    },
  };
}

/** @throws RangeError when the clock would stand nowhere afterwards. */
function checkMs(ms: number): void {
  if (!Number.isFinite(ms)) throw new RangeError('Time passes by a number of milliseconds.');
}

// Taken when the module is loaded: a test may replace the global timers later. Browsers have no setImmediate.
const { setImmediate = (callback: () => void) => setTimeout(callback, 0), setTimeout } = globalThis;

/** A few turns of the event loop, so that chains of promises run to their end. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
