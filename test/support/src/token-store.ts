import { randomBytes } from 'node:crypto';

/** Why a token is not good enough. */
export type TokenProblem = 'missing' | 'unknown' | 'expired' | 'revoked' | 'lacks scope';

/** The tokens that the API has issued. */
export interface TokenStore {
  /** Issues a token with exactly this scope; it dies `lifetimeSeconds` later. */
  issue(scope: string, lifetimeSeconds: number): string;
  /** `undefined` if the token opens the API. */
  problemWith(value: string | undefined): TokenProblem | undefined;
  /** Ends one token as though its time had come, or all that exist now. */
  expire(value?: string): void;
  /** Revokes one token, or all that exist now. */
  revoke(value?: string): void;
  /** Every token issued so far, oldest first. */
  readonly issued: readonly string[];
}

/** An empty store. A token is good while its scope contains `api`. */
export function createTokenStore(now: () => number): TokenStore {
  const tokens = new Map<string, { scope: string; expiresAt: number; revoked: boolean }>();
  const some = (value: string | undefined) => {
    if (value === undefined) return [...tokens.values()];
    const token = tokens.get(value);
    if (!token) throw new Error('This API has not issued that token.');
    return [token];
  };
  return {
    issue(scope, lifetimeSeconds) {
      const value = `ory_at_${part()}.${part()}`;
      tokens.set(value, { scope, expiresAt: now() + lifetimeSeconds * 1000, revoked: false });
      return value;
    },
    problemWith(value) {
      if (!value) return 'missing';
      const token = tokens.get(value);
      if (!token) return 'unknown';
      if (token.revoked) return 'revoked';
      if (now() >= token.expiresAt) return 'expired';
      return token.scope.split(' ').includes('api') ? undefined : 'lacks scope';
    },
    expire(value) {
      for (const token of some(value)) token.expiresAt = Number.NEGATIVE_INFINITY;
    },
    revoke(value) {
      for (const token of some(value)) token.revoked = true;
    },
    get issued() {
      return [...tokens.keys()];
    },
  };
}

/** 43 base64url characters. */
function part(): string {
  return randomBytes(32).toString('base64url');
}
