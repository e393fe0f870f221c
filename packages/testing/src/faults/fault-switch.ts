import { checkOptionNames, invalidOption } from '@token-refresher/core';
import type { ReceivedRequest } from '../messages/received-request.ts';
import type { Fault, FaultChoice } from './fault.ts';

/** Which fault comes next. */
export interface FaultSwitch {
  /** Sets the fault, for all requests or for the next `times`; `null` goes back to work. @throws TypeError */
  set(choice: FaultChoice | null, options?: { times?: number }): void;
  /** The fault for this request. */
  next(request: ReceivedRequest): Fault | null;
}

/** A switch that stands on work. @param caller The public function that sets it, for messages. */
export function createFaultSwitch(caller: string): FaultSwitch {
  let choice: FaultChoice | null = null;
  let left = Number.POSITIVE_INFINITY;
  return {
    set(next, options = {}) {
      checkOptionNames(caller, options, ['times']);
      const { times = Number.POSITIVE_INFINITY } = options;
      if (!(typeof times === 'number' && times >= 0)) {
        throw invalidOption(caller, 'times', 'must be a number of requests');
      }
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
