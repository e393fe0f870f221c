import type { AllowedOrigins } from '../protocol/allowed-origins.ts';
import type { IsUnauthorized } from '../protocol/unauthorized.ts';
import type { AccessToken } from '../token.ts';

/**
 * Registered, so that an adapter that loaded another copy of this package (CommonJS beside ESM) finds it too. It is not in
 * the type of a refresher for the same reason: to the compiler, each copy's symbol is another.
 */
export const adapterSupport: unique symbol = Symbol.for('@token-refresher/adapter-support');

/** The side of a token refresher that attempts and the authorized fetch work with. */
export interface AdapterSupport {
  readonly origins: AllowedOrigins | undefined;
  readonly isUnauthorized: IsUnauthorized;
  /** The present token without waiting; starts the refresh ahead of time when it is due. */
  take(): AccessToken | undefined;
  /** The API has answered a request with this token and did not say "Unauthorized". */
  accepted(value: string, operation: () => string): void;
  /** The API said "Unauthorized" to this token. Returns whether another token is to be expected. */
  rejected(value: string, rejection: Rejection): boolean;
  /** A request went out without the token. */
  withheld(origin: string): void;
}

/** One answer "Unauthorized". */
export interface Rejection {
  readonly operation: string;
  readonly status: number | undefined;
  /** Whether the operation has not been sent twice yet, and nothing of it has been carried out or delivered. */
  readonly mayResend: boolean;
  /** Whether the operation had been sent before, with another token. */
  readonly isSecond: boolean;
}

/**
 * The adapters' side of `tokens`.
 *
 * @throws TypeError when `tokens` is not a token refresher.
 */
export function supportOf(tokens: object): AdapterSupport {
  const support = (tokens as { [adapterSupport]?: AdapterSupport } | undefined)?.[adapterSupport];
  if (support) return support;
  throw new TypeError(`tokens must come from createTokenRefresher(fetchToken); got ${tokens && typeof tokens}.`);
}
