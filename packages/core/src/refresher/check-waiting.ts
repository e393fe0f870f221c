import { checkOptionNames, invalidOption } from '../options.ts';

const caller = 'getToken';
const names = ['signal'];

/**
 * Checks what `getToken` is told. What is not a plain object may have more than its signal, as an `AbortController` has.
 *
 * @param isAborted What `options.signal.aborted` is: it takes a while to say so.
 * @throws TypeError that says what to pass.
 */
export function checkWaiting(options: unknown, isAborted: unknown): void {
  const given: { readonly aborted?: unknown; readonly signal?: unknown } = Object(options);
  const signal = given.signal ?? undefined;
  if (given.aborted !== undefined || (signal !== undefined && typeof isAborted !== 'boolean')) {
    throw invalidOption(caller, 'signal', 'must be an AbortSignal in an object: getToken({ signal })');
  }
  if (!signal || given.constructor === Object) checkOptionNames(caller, options, names);
}
