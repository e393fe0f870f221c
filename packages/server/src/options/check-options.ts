import { checkOptionNames, invalidOption, refresherOptions } from '@token-refresher/core';

/** Makes the error for an option that cannot be used; `problem` is the rest of a sentence and never repeats the value. */
export type InvalidOption = (option: string, problem: string) => TypeError;

/** Parameters of token requests: of RFC 6749, 7521, 8693, 8707 and 9396, and what Auth0, Entra, Keycloak and Zoom take. */
const parameterName =
  /^(?:grant_type|audience|resource|assertion|username|password|organization|authorization_details|account_id|requested_[a-z_]+|(?:subject|actor)_token(?:_type)?)$/;

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
  if (inCamelCase !== name && refresherOptions.some((each) => each === inCamelCase)) {
    return `set option "${inCamelCase}" of createTokenRefresher`;
  }
  if (!known.includes('parameters')) return undefined;
  if (name === 'refresh_token') return 'use refreshToken, whose option "load" gives it';
  return parameterName.test(name) ? `set parameters: { ${name}: … }` : undefined;
}
