/**
 * Whether a function of the user's said yes. A promise, as of an `async` function, is no yes, and when it rejects that does
 * not end the process.
 */
export function isTrue(answer: unknown): boolean {
  if (typeof Object(answer).then === 'function') Promise.resolve(answer).catch(() => {});
  return answer === true;
}
