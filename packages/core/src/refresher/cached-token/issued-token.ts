import type { Deadline } from '../../clock.ts';
import { checkAccessToken } from '../../protocol/token-usage/check-access-token.ts';
import type { AccessToken } from '../../token.ts';

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
  checkAccessToken(fetched, sent.wall);
  const { value, scope, issuedAt, expiresAt = sent.wall + defaultLifetimeMs } = fetched;
  return { value, scope, expiresAt, issuedAt, sent };
}
