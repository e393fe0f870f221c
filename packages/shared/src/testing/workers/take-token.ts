import { startAttempt, type TokenRefresher } from '@token-refresher/core';

/** A token as an application takes it. @param revoked A token that is rejected, as an API would that has revoked it. */
export async function takeToken(tokens: TokenRefresher, revoked?: string): Promise<string> {
  const attempt = startAttempt(tokens);
  const token = attempt.cachedToken() ?? (await attempt.getToken());
  const isRevoked = token !== undefined && token === revoked;
  return (isRevoked ? await attempt.retry({ status: 401 }) : token) ?? '';
}
