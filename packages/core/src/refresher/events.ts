import type { TokenRequestErrorCode } from '../errors.ts';

/**
 * Why a token is fetched:
 *
 * - `first`: there has been none yet
 * - `ahead`: the present one is about to expire; it serves on meanwhile
 * - `expired`: the present one has expired
 * - `rejected`: the API answered "Unauthorized" to it
 * - `invalidated`: the application dropped it with `invalidate`
 */
export type RefreshReason = 'first' | 'ahead' | 'expired' | 'rejected' | 'invalidated';

/** What a token refresher tells its subscribers. No event holds a token or a secret. Times are epoch milliseconds. */
export type TokenEvent =
  | { readonly type: 'refresh-started'; readonly at: number; readonly reason: RefreshReason }
  | {
      readonly type: 'refresh-succeeded';
      readonly at: number;
      readonly reason: RefreshReason;
      /** From the start of the refresh, waiting between tries included. */
      readonly durationMs: number;
      /** Token requests made, 1 or more. */
      readonly requests: number;
      readonly expiresAt: number;
    }
  | {
      readonly type: 'refresh-failed';
      readonly at: number;
      readonly reason: RefreshReason;
      readonly durationMs: number;
      readonly requests: number;
      readonly code: TokenRequestErrorCode;
      readonly permanent: boolean;
      /** Until then no token request is made. */
      readonly retryAt: number;
    }
  /** Everybody who waited for the token has left, so the refresh was given up. */
  | {
      readonly type: 'refresh-abandoned';
      readonly at: number;
      readonly reason: RefreshReason;
      readonly durationMs: number;
    }
  | {
      /** The API answered "Unauthorized". */
      readonly type: 'token-rejected';
      readonly at: number;
      /** HTTP status of the answer, where it has one. */
      readonly status: number | undefined;
      /**
       * What follows: `retry` with another token; `none`, because this operation has been sent twice, something of it
       * may have been executed or delivered, or no other token is to be expected now (a cool-down is running).
       */
      readonly action: 'retry' | 'none';
    }
  /** A request went out without the token, because its address is not an allowed one. */
  | { readonly type: 'token-withheld'; readonly at: number; readonly origin: string }
  | { readonly type: 'closed'; readonly at: number };

/** Receives every {@link TokenEvent}, synchronously. What it throws is ignored: telemetry must not break requests. */
export type TokenEventListener = (event: TokenEvent) => void;
