import { checkOptionNames, invalidOption } from '@token-refresher/core';

/** Makes the error for an option that cannot be used; `problem` is the rest of a sentence and never repeats the value. */
export type InvalidOption = (option: string, problem: string) => TypeError;

/** Names without an underscore by which extensions and vendors call a parameter of the token request. */
const parameterNames = ['audience', 'resource', 'assertion', 'username', 'password', 'organization'];

/**
 * Checks that `options` is an object without unknown names.
 *
 * @param parameters What to do instead of giving one of these parameters of the token request as an option.
 * @returns What makes the errors about single options of `caller`.
 * @throws TypeError that names the unknown option, and says where it belongs if that can be told by its name.
 */
export function checkOptions(
  caller: string,
  options: unknown,
  known: readonly string[],
  parameters: Readonly<Record<string, string>> = {},
): InvalidOption {
  const invalid: InvalidOption = (option, problem) => invalidOption(caller, option, problem);
  for (const name in Object(options)) {
    if (known.includes(name)) continue;
    const hint = Object.hasOwn(parameters, name) ? parameters[name] : hintOn(name, known);
    if (hint) throw invalid(name, `is not known; ${hint}. Known are: ${known.join(', ')}`);
  }
  checkOptionNames(caller, options, known);
  return invalid;
}

function hintOn(name: string, known: readonly string[]): string | undefined {
  const inCamelCase = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  if (known.includes(inCamelCase)) return `set option "${inCamelCase}"`;
  const isParameter = /^[a-z]+(?:_[a-z]+)+$/.test(name) || parameterNames.includes(name);
  return isParameter && known.includes('parameters') ? `set parameters: { ${name}: … }` : undefined;
}
