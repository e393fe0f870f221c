import { isPromise } from './is-promise.ts';

/** Whether a function of the user's said yes. A promise, as of an `async` function, is no yes. */
export function isTrue(answer: unknown): boolean {
  return !isPromise(answer) && answer === true;
}
