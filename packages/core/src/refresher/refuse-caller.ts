import { abortReason } from '../aborted.ts';
import { checkOptionNames, invalidOption } from '../options.ts';

interface Given {
  readonly signal?: AbortSignal | null;
  /** Of a signal that was not put into an object. */
  readonly aborted?: unknown;
}

/**
 * Refuses a caller of `getToken` whose signal has aborted, or that has passed something else. Beside a signal there may be
 * more: others hand over what they have, as React Query does with the context of a query.
 *
 * @returns a rejected promise: with the signal's reason, or a TypeError that says what to pass.
 */
export function refuseCaller(options: unknown): Promise<never> | undefined {
  try {
    checkCaller(options);
    return undefined;
  } catch (error) {
    return Promise.reject(error);
  }
}

function checkCaller(options: unknown): void {
  const caller = 'getToken';
  const { aborted, signal }: Given = Object(options);
  if ((signal ?? aborted) === undefined) {
    checkOptionNames(caller, options, ['signal']);
    return;
  }
  const isAborted = signal?.aborted;
  if (typeof isAborted !== 'boolean') {
    throw invalidOption(caller, 'signal', 'must be an AbortSignal in an object: getToken({ signal })');
  }
  if (signal && isAborted) throw abortReason(signal);
}
