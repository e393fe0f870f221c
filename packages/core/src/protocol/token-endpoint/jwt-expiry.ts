/**
 * When a JWT expires (RFC 7519 section 4.1.4), in epoch milliseconds: the `expiresAt` of a token that comes from a sign-in
 * library. It is reckoned by its life, `exp - iat`, because the clocks of devices are often wrong; a token that has been
 * in the library's cache for a while, and whose `exp` comes sooner by this clock, expires then.
 *
 * The token is read, not verified: that is the API's part.
 *
 * @param receivedAt When the token came, in epoch milliseconds. Default: now.
 * @returns `undefined` when it is no JWT or has no `exp`; the refresher then assumes its `defaultLifetimeMs`.
 */
export function jwtExpiry(token: string, receivedAt: number = Date.now()): number | undefined {
  const { exp, iat } = claimsOf(token);
  if (!isSeconds(exp)) return undefined;
  const byClock = exp * 1000;
  if (!isSeconds(iat) || iat >= exp) return byClock;
  const byLife = receivedAt + (exp - iat) * 1000;
  return byClock > receivedAt ? Math.min(byClock, byLife) : byLife;
}

function claimsOf(token: string): { readonly exp?: unknown; readonly iat?: unknown } {
  try {
    const [, claims = ''] = token.split('.');
    return Object(JSON.parse(atob(claims.replaceAll('-', '+').replaceAll('_', '/'))));
  } catch {
    return {};
  }
}

function isSeconds(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}
