/** The error for an unusable option of `clientCredentials`. `problem` never repeats the value: it may be a secret. */
export function invalidOption(option: string, problem: string): TypeError {
  return new TypeError(`clientCredentials: the option "${option}" ${problem}.`);
}
