import type { Clock } from '@token-refresher/core';

interface Entry {
  readonly due: number;
  readonly callback: () => void;
  isCancelled: boolean;
}

/** Simulated time, in which the next thing that is due happens next. */
export interface EventQueue {
  /** Milliseconds since the start. */
  readonly time: number;
  /** Calls back at that time. */
  at(due: number, callback: () => void): Entry;
  /** A machine whose wall clock is off by so many milliseconds. */
  clock(offMs: number): Clock;
  /** Moves on to what is due next, and does it. `false` when nothing is due before `end`. */
  next(end: number): boolean;
}

/** A binary heap: a simulated day of ten thousand workers has millions of events. */
export function createEventQueue(): EventQueue {
  const start = Date.now();
  const heap: Entry[] = [];
  let time = 0;
  const dueOf = (index: number) => heap[index]?.due ?? Number.POSITIVE_INFINITY;
  const swap = (a: number, b: number) => {
    [heap[a], heap[b]] = [heap[b] as Entry, heap[a] as Entry];
  };
  const at = (due: number, callback: () => void) => {
    const entry = { due, callback, isCancelled: false };
    let index = heap.push(entry) - 1;
    while (index > 0 && dueOf((index - 1) >> 1) > due) {
      swap(index, (index - 1) >> 1);
      index = (index - 1) >> 1;
    }
    return entry;
  };
  const take = (): Entry | undefined => {
    const first = heap[0];
    const last = heap.pop();
    if (first === undefined || last === undefined || first === last) return first;
    heap[0] = last;
    for (let index = 0; ; ) {
      const child = dueOf(2 * index + 1) <= dueOf(2 * index + 2) ? 2 * index + 1 : 2 * index + 2;
      if (dueOf(child) >= dueOf(index)) return first;
      swap(index, child);
      index = child;
    }
  };
  return {
    get time() {
      return time;
    },
    at,
    clock: (offMs) => ({
      now: () => start + time + offMs,
      monotonicNow: () => time,
      setTimeout: (callback, ms) => at(time + ms, callback),
      clearTimeout: (handle) => {
        if (handle) (handle as Entry).isCancelled = true;
      },
    }),
    next(end) {
      for (let due = dueOf(0); due < end; due = dueOf(0)) {
        const entry = take();
        time = due;
        if (!entry || entry.isCancelled) continue;
        entry.callback();
        return true;
      }
      return false;
    },
  };
}
