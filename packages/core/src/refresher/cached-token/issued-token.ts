import type { Deadline } from '../../clock.ts';
import { TokenRequestError } from '../../errors.ts';
import { tokenValueProblem } from '../../protocol/token-usage/token-value.ts';
import type { AccessToken } from '../../token.ts';

/** Epoch milliseconds passed this in 1973; epoch seconds will in the year 5138. */
const minEpochMs = 1e11;

/** What a `FetchToken` returned, checked and copied. */
export interface IssuedToken {
  readonly value: string;
  readonly scope: string | undefined;
  readonly expiresAt: number;
  readonly issuedAt: number | undefined;
  /** When it was asked for. */
  readonly sent: Deadline;
}

/**
 * Checks what a `FetchToken` returned.
 *
 * @param sent When it was asked for: a token's life counts from there (RFC 6749 section 5.1 counts from the moment the
 * response was made, which is later).
 */
export function issueToken(fetched: AccessToken, sent: Deadline, defaultLifetimeMs: number): IssuedToken {
  const valueProblem = tokenValueProblem(fetched?.value);
  if (valueProblem) throw unusable(`its "value" ${valueProblem}`);
  const { value, scope, issuedAt, expiresAt = sent.wall + defaultLifetimeMs } = fetched;
  if (!Number.isFinite(expiresAt)) throw unusable('its "expiresAt" is not a number of epoch milliseconds');
  if (expiresAt < minEpochMs && sent.wall > minEpochMs) {
    throw unusable('its "expiresAt" is in seconds; it must be in epoch milliseconds: Date.now() + expires_in * 1000');
  }
  return { value, scope, expiresAt, issuedAt, sent };
}

function unusable(problem: string): TokenRequestError {
  return new TokenRequestError(`The FetchToken returned a token that cannot be used: ${problem}.`, {
    code: 'invalid_token_response',
    permanent: true,
  });
}
