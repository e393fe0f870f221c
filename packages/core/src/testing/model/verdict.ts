import { strict as assert } from 'node:assert';
import { promises } from './promises.ts';

export type PromiseName = keyof typeof promises;

/** Whether a promise was broken, and which one first. */
export interface Verdict {
  holds(condition: boolean, promise: PromiseName): void;
  /** Fails with the sentence of the promise that was broken. */
  check(): void;
}

export function createVerdict(): Verdict {
  /** Kept for the next check: what a listener or a source throws is the refresher's to swallow. */
  let broken: string | undefined;
  return {
    holds(condition, promise) {
      if (!condition) broken ??= promises[promise];
    },
    check() {
      if (broken) assert.fail(broken);
    },
  };
}
