import type { ReceivedRequest } from '../messages/received-request.ts';
import type { Fault, FaultChoice } from './fault.ts';

/** Which fault comes next. */
export interface FaultSwitch {
  /** Sets the fault, for all requests or for the next `times`; `null` goes back to work. */
  set(choice: FaultChoice | null, options?: { times?: number }): void;
  /** The fault for this request. */
  next(request: ReceivedRequest): Fault | null;
}

/** A switch that stands on work. */
export function createFaultSwitch(): FaultSwitch {
  let choice: FaultChoice | null = null;
  let left = Number.POSITIVE_INFINITY;
  return {
    set(next, { times = Number.POSITIVE_INFINITY } = {}) {
      choice = next;
      left = times;
    },
    next(request) {
      if (choice === null || left <= 0) return null;
      const fault = typeof choice === 'function' ? choice(request) : choice;
      if (fault) left -= 1;
      return fault;
    },
  };
}
