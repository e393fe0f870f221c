/**
 * The error for an option that cannot be used. `problem` is the rest of a sentence: it says what to do and never repeats
 * the value, which may be a secret.
 */
export type InvalidOption = (option: string, problem: string) => TypeError;

/** The one form of errors about the options of `caller`. */
export function invalidOptionOf(caller: string): InvalidOption {
  return (option, problem) => new TypeError(`${caller}: option "${option}" ${problem}.`);
}
