/** Whether a value is a promise, which nobody waits for then: when it rejects, that does not end the process. */
export function isPromise(value: unknown): boolean {
  const isOne = typeof Object(value).then === 'function';
  if (isOne) Promise.resolve(value).catch(() => {});
  return isOne;
}
