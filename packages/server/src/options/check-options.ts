import { checkOptionNames, invalidOption } from '@token-refresher/core';

/** Makes the error for an option that cannot be used; `problem` is the rest of a sentence and never repeats the value. */
export type InvalidOption = (option: string, problem: string) => TypeError;

/**
 * Checks that `options` is an object without unknown names.
 *
 * @returns What makes the errors about single options of `caller`.
 * @throws TypeError that names the unknown option.
 */
export function checkOptions(caller: string, options: unknown, known: readonly string[]): InvalidOption {
  checkOptionNames(caller, options, known);
  return (option, problem) => invalidOption(caller, option, problem);
}
