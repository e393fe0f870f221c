/**
 * Why a token is not good enough. `lacks scope`: it was issued without a scope that the API demands.
 */
export type TokenProblem = 'missing' | 'unknown' | 'expired' | 'revoked' | 'lacks scope';

/** The tokens that the API has issued. */
export interface ApiTokens {
  /** Issues an access token with exactly this scope; it dies `lifetimeSeconds` later. */
  issue(scope: string, lifetimeSeconds: number): string;
  /** Issues a refresh token with this scope. */
  issueRefreshToken(scope: string): string;
  /** Takes a refresh token, which can be used once. Returns its scope; `undefined` when it is no good. */
  useRefreshToken(value: string): string | undefined;
  /** `undefined` if the token opens the API. */
  problemWith(value: string | undefined): TokenProblem | undefined;
  /** Ends one access token as though its time had come, or all that exist now. */
  expire(value?: string): void;
  /** Revokes one access token, or all tokens that exist now, refresh tokens included. */
  revoke(value?: string): void;
  /** Every access token issued so far, oldest first; always the same array. */
  readonly issued: readonly string[];
}

/** An empty store. A token is good while its scope contains all of `demanded`. */
export function createApiTokens(now: () => number, demanded: readonly string[]): ApiTokens {
  const tokens = new Map<string, { scope: string; expiresAt: number; revoked: boolean }>();
  const issued: string[] = [];
  const refreshTokens = new Map<string, string>();
  const some = (value: string | undefined) => {
    if (value === undefined) return [...tokens.values()];
    const token = tokens.get(value);
    if (!token) throw new Error('This API has not issued that access token.');
    return [token];
  };
  return {
    issue(scope, lifetimeSeconds) {
      const value = `ory_at_${part()}.${part()}`;
      tokens.set(value, { scope, expiresAt: now() + lifetimeSeconds * 1000, revoked: false });
      issued.push(value);
      return value;
    },
    issueRefreshToken(scope) {
      const value = `ory_rt_${part()}.${part()}`;
      refreshTokens.set(value, scope);
      return value;
    },
    useRefreshToken(value) {
      const scope = refreshTokens.get(value);
      refreshTokens.delete(value);
      return scope;
    },
    problemWith(value) {
      if (!value) return 'missing';
      const token = tokens.get(value);
      if (!token) return 'unknown';
      if (token.revoked) return 'revoked';
      if (now() >= token.expiresAt) return 'expired';
      const granted = token.scope.split(' ');
      return demanded.every((scope) => granted.includes(scope)) ? undefined : 'lacks scope';
    },
    expire(value) {
      for (const token of some(value)) token.expiresAt = Number.NEGATIVE_INFINITY;
    },
    revoke(value) {
      for (const token of some(value)) token.revoked = true;
      if (value === undefined) refreshTokens.clear();
    },
    issued,
  };
}

/** 43 base64url characters. */
function part(): string {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

/** As of RFC 4648 section 5, without padding. */
export function base64url(bytes: Uint8Array): string {
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '');
}
