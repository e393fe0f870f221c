import type { Clock, Deadline } from '../clock.ts';
import { TokenRequestError } from '../errors.ts';
import { tokenValueProblem } from '../protocol/token-value.ts';
import type { AccessToken } from '../token.ts';

/** A token that has been checked. */
export interface IssuedToken {
  readonly token: AccessToken & { readonly expiresAt: number };
  /** When it was asked for. */
  readonly sent: Deadline;
}

/**
 * Checks what a `FetchToken` returned, and copies it.
 *
 * @param sent When it was asked for: a token's life counts from there (RFC 6749 section 5.1 counts from the moment the
 * response was made, which is later).
 */
export function issueToken(
  fetched: AccessToken,
  sent: Deadline,
  options: { clock: Clock; defaultLifetimeMs: number },
): IssuedToken {
  const valueProblem = tokenValueProblem(fetched?.value);
  if (valueProblem) throw unusable(`its \`value\` ${valueProblem}`, true);
  const { value, scope, expiresAt = sent.wall + options.defaultLifetimeMs } = fetched;
  if (!Number.isFinite(expiresAt)) throw unusable('its `expiresAt` is not a number of epoch milliseconds', true);
  if (expiresAt <= options.clock.now()) throw unusable('it had expired when it came (`expiresAt`)', false);
  return { token: withHiddenValue(value, expiresAt, scope), sent };
}

function unusable(problem: string, permanent: boolean): TokenRequestError {
  return new TokenRequestError(`The FetchToken returned a token that cannot be used: ${problem}.`, {
    code: 'invalid_token_response',
    permanent,
  });
}

/** The value answers when asked for, and stays out of logs: neither `inspect` nor `JSON.stringify` shows it. */
function withHiddenValue(value: string, expiresAt: number, scope: string | undefined): IssuedToken['token'] {
  const shown = scope === undefined ? { expiresAt } : { expiresAt, scope };
  return Object.freeze(Object.defineProperty(shown, 'value', { get: () => value })) as IssuedToken['token'];
}
