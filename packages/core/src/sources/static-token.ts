import { tokenValueProblem } from '../protocol/token-usage/token-value.ts';
import type { FetchToken } from '../token.ts';

/**
 * A token that somebody made by hand, for scripts and trials. It cannot be renewed: when the API rejects it, the caller
 * gets the API's response.
 *
 * @param value The token. What comes along when one pastes is stripped: white space and quotes around it, `Bearer `.
 * @throws TypeError when nothing usable is left.
 */
export function staticToken(value: string): FetchToken {
  const pasted = typeof value === 'string' ? value.trim().replace(/^(["'`])(.*)\1$/s, '$2') : value;
  const token = typeof pasted === 'string' ? pasted.trim().replace(/^bearer(?:\s+|$)/i, '') : pasted;
  const problem = tokenValueProblem(token);
  if (problem) throw new TypeError(`staticToken: the token ${problem}. Is the environment variable set?`);
  return async () => ({ value: token });
}
