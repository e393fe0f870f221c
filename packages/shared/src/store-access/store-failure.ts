import type { SharedTokenEvent } from '../shared-token-event.ts';

type NotShared = Extract<SharedTokenEvent, { type: 'not-shared' }>;

/** The store could not be used. Never thrown to a caller, and never holds what the store threw: tokens may be in it. */
export class StoreFailure extends Error {
  readonly operation: NotShared['operation'];
  readonly code: string;

  constructor(operation: NotShared['operation'], code: string) {
    super(`The store failed: ${operation}, ${code}.`);
    this.operation = operation;
    this.code = code;
  }
}

/** The code of what a store threw: the system's (`ENOSPC`), the first word of a Redis error (`READONLY`), or its class. */
export function failureCode(thrown: unknown): string {
  if (!(thrown instanceof Error)) return 'unknown';
  const { code } = thrown as { code?: unknown };
  if (typeof code === 'string' && /^[A-Z][A-Z\d_]{1,40}$/.test(code)) return code;
  const word = /^(?:Error: )?([A-Z]{2,20})(?: |$)/.exec(thrown.message)?.[1];
  const { name } = thrown.constructor;
  return word ?? (name !== 'Error' && /^\w+Error$/.test(name) ? name : 'unknown');
}
