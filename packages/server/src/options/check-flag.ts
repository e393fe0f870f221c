import type { InvalidOption } from './check-options.ts';

/** @throws TypeError when it is neither a boolean nor left out. */
export function checkFlag(invalid: InvalidOption, option: string, value: unknown, byDefault: boolean): boolean {
  if (value === undefined) return byDefault;
  if (typeof value !== 'boolean') throw invalid(option, 'must be true or false');
  return value;
}
