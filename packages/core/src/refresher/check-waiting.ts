import { checkOptionNames, invalidOption } from '../options.ts';

const caller = 'getToken';

/**
 * Checks what `getToken` is told. Beside a signal there may be more: others hand over what they have, as React Query does
 * with the context of a query.
 *
 * @param isAborted What `options.signal.aborted` is: it takes a while to say so.
 * @throws TypeError that says what to pass.
 */
export function checkWaiting(options: unknown, isAborted: unknown): void {
  const { aborted, signal }: { readonly aborted?: unknown; readonly signal?: unknown } = Object(options);
  if ((signal ?? aborted) === undefined) checkOptionNames(caller, options, ['signal']);
  else if (typeof isAborted !== 'boolean') {
    throw invalidOption(caller, 'signal', 'must be an AbortSignal in an object: getToken({ signal })');
  }
}
