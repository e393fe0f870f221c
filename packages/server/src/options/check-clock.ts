import { type Clock, systemClock } from '@token-refresher/core';
import type { InvalidOption } from './check-options.ts';

/**
 * Reads the option `clock`: a clock with the functions that are needed, or the system's.
 *
 * @throws TypeError
 */
export function checkClock<Name extends keyof Clock>(
  invalid: InvalidOption,
  clock: Pick<Clock, Name> = systemClock,
  names: readonly Name[],
): Pick<Clock, Name> {
  const missing = names.find((name) => typeof Object(clock)[name] !== 'function');
  if (missing) throw invalid('clock', `must be a clock, as createTokenRefresher takes it, with ${missing}()`);
  return clock;
}
