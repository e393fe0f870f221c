import { invalidOption } from '@token-refresher/core';

/** @throws TypeError when a token could not live for this. */
export function checkSeconds(caller: string, option: string, seconds: unknown): void {
  if (typeof seconds === 'number' && !Number.isNaN(seconds)) return;
  throw invalidOption(caller, option, 'must be a number of seconds');
}
