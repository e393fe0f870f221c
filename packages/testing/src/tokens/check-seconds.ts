import { invalidOption } from '@token-refresher/core';

/** What may be told as `expires_in` is not negative; a token that is issued without a request may have expired. */
interface SecondsOptions {
  readonly mayBeNegative?: boolean;
}

/** @throws TypeError when a token could not live for this. */
export function checkSeconds(
  caller: string,
  option: string,
  seconds: unknown,
  { mayBeNegative = false }: SecondsOptions = {},
): void {
  if (typeof seconds === 'number' && (mayBeNegative ? !Number.isNaN(seconds) : seconds >= 0)) return;
  throw invalidOption(caller, option, `must be a number of seconds${mayBeNegative ? '' : ', 0 or more'}`);
}
