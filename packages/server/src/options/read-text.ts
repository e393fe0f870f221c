import type { InvalidOption } from './check-options.ts';

/**
 * The text that a function of the application returned, without the white space around it that files end with.
 *
 * @param what What the text is, for messages: "a refresh token".
 * @throws TypeError
 */
export function readText(invalid: InvalidOption, option: string, what: string, returned: unknown): string {
  if (typeof returned === 'string') return returned.trim();
  throw invalid(option, `returned ${what} that must be a string, not ${typeof returned}`);
}
