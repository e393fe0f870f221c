import type { Clock } from '../clock.ts';
import type { IsUnauthorized } from '../protocol/api-response/unauthorized.ts';
import type { AllowedOrigins, InsecureHosts } from '../protocol/token-usage/allowed-origins.ts';
import type { TokenHeader } from '../protocol/token-usage/token-header.ts';
import type { AccessToken } from '../token.ts';
import type { Rejection } from './rejections/rejection.ts';

/**
 * Registered, so that an adapter that loaded another copy of this package (CommonJS beside ESM) finds it too. It is not in
 * the type of a refresher for the same reason: to the compiler, each copy's symbol is another.
 */
export const adapterSupport: unique symbol = Symbol.for('@token-refresher/adapter-support');

/** The side of a token refresher that attempts and the authorized fetch work with. */
export interface AdapterSupport {
  readonly clock: Clock;
  readonly origins: AllowedOrigins | undefined;
  readonly insecureHosts: InsecureHosts;
  readonly isUnauthorized: IsUnauthorized | undefined;
  /** How a token is put on a request. */
  readonly header: TokenHeader;
  /** The current token without waiting; starts the refresh ahead of time when it is due. */
  cachedToken(): AccessToken | undefined;
  /** A token other than `rejected`, or the same one if the source has no other. */
  newToken(rejected: string | undefined, signal: AbortSignal | undefined): Promise<AccessToken>;
  /** A token that lasts longer than the one with this value, or the same one if the source has no other. */
  renew(value: string): Promise<AccessToken>;
  /** The API has answered an operation and did not say "Unauthorized". */
  accepted(operation: () => string, isSecond: boolean): void;
  /**
   * The API said "Unauthorized" to this token (`undefined`: to an operation without one). Returns whether the operation
   * is to be sent again, with another token, or with the same one after so many milliseconds.
   */
  rejected(value: string | undefined, rejection: Rejection): boolean | number;
  /**
   * A request went out without the token.
   *
   * @param isListed Whether only plain http is in the way. Copies of this package that are older do not say it.
   */
  withheld(origin: string, isListed?: boolean): void;
}

/**
 * The adapters' side of `tokens`.
 *
 * @throws TypeError when `tokens` is not a token refresher.
 */
export function supportOf(tokens: object, caller = 'startAttempt'): AdapterSupport {
  const support = (tokens as { [adapterSupport]?: AdapterSupport } | undefined)?.[adapterSupport];
  if (support) return support;
  throw new TypeError(
    `${caller}: tokens must come from createTokenRefresher(fetchToken); got ${tokens && typeof tokens}.`,
  );
}
