/** The options of `createTokenRefresher`, which users look for in the functions beside it. For authors of adapters. */
export const refresherOptions = [
  'origins',
  'allowInsecureRequests',
  'header',
  'isUnauthorized',
  'refreshAheadMs',
  'defaultLifetimeMs',
  'timeoutMs',
  'clock',
] as const;

/**
 * Checks what a method was called with.
 *
 * @throws TypeError with `problem`, the sentence without the full stop, and the type that came.
 */
export function checkType(type: 'function' | 'string', value: unknown, problem: string): void {
  if (typeof value !== type) throw new TypeError(`${problem}; got ${typeof value}.`);
}

/** The one form of errors about options. `problem` is the rest of the sentence, without the full stop. */
export function invalidOption(caller: string, option: string, problem: string): TypeError {
  return new TypeError(`${caller}: option "${option}" ${problem}.`);
}

/**
 * Checks that `options` is an object with known names only, so that a misspelt option is not silently ignored. For
 * authors of adapters and sources.
 *
 * @param caller The function whose options these are, for the message.
 * @throws TypeError that names the option and the known ones, and whether it belongs to `createTokenRefresher`; it never repeats a value.
 */
export function checkOptionNames(caller: string, options: unknown, known: readonly string[]): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw new TypeError(`${caller}: options must be an object with any of: ${known.join(', ')}.`);
  }
  for (const name in options) {
    if (known.includes(name)) continue;
    const other = refresherOptions.some((each) => each === name) ? ' here, it is one of createTokenRefresher' : '';
    throw invalidOption(caller, name, `is not known${other}; known are: ${known.join(', ')}`);
  }
}

/** @throws TypeError that names the option, which is called later, when it is neither a function nor left out. */
export function checkFunction(caller: string, option: string, value: unknown): void {
  if (value !== undefined && typeof value !== 'function') throw invalidOption(caller, option, 'must be a function');
}
