import type { Clock } from '../../clock.ts';
import type { TokenRequestError, TokenRequestErrorCode } from '../../errors.ts';
import { checkType } from '../../options.ts';

/**
 * Why a token is fetched:
 *
 * - `first`: there has been none yet
 * - `ahead`: the current one is about to expire; it serves on meanwhile
 * - `expired`: the current one has expired
 * - `rejected`: the API answered "Unauthorized" to it
 * - `invalidated`: the application discarded it with `invalidate`
 */
export type RefreshReason = 'first' | 'ahead' | 'expired' | 'rejected' | 'invalidated';

/**
 * Why an operation is not sent again after "Unauthorized":
 *
 * - `sent-twice`: it has been sent twice already
 * - `not-repeatable`: something of it may have been executed or delivered, or its body is a stream
 * - `denied`: it was rejected with a new token not long ago, so it is denied for a reason of its own
 * - `damped`: the budget for refreshes that may be useless is used up
 * - `no-token`: the last refresh failed a moment ago, or nobody is signed in
 */
export type NoRetryReason = 'sent-twice' | 'not-repeatable' | 'denied' | 'damped' | 'no-token';

/** What a token refresher tells its subscribers. No event holds a token or a secret. Times are epoch milliseconds. */
export type TokenEvent =
  | { readonly type: 'refresh-started'; readonly at: number; readonly reason: RefreshReason }
  | {
      readonly type: 'refresh-succeeded';
      readonly at: number;
      readonly reason: RefreshReason;
      /** From the start of the refresh, waiting between tries included. */
      readonly durationMs: number;
      /** How often the source was asked, 1 or more. */
      readonly requests: number;
      readonly expiresAt: number;
    }
  | {
      readonly type: 'refresh-failed';
      readonly at: number;
      readonly reason: RefreshReason;
      readonly durationMs: number;
      readonly requests: number;
      /** What callers get; its message says what to do. */
      readonly error: TokenRequestError;
      readonly code: TokenRequestErrorCode;
      readonly permanent: boolean;
      /** Until then no token request is made; `undefined` with the code `signed_out`: until `reset()`. */
      readonly retryAt: number | undefined;
    }
  /**
   * No other token comes although one was asked for: the budget for refreshes that may be useless is used up, the
   * refresher's own or that of a broker; or, after a rejection, the source has no other one and gave the rejected one again.
   * After `invalidate()`, what the source gives is taken.
   */
  | { readonly type: 'refresh-damped'; readonly at: number; readonly reason: 'rejected' | 'invalidated' }
  | {
      /** The API answered "Unauthorized". */
      readonly type: 'token-rejected';
      readonly at: number;
      /** HTTP status of the response, where it has one. */
      readonly status: number | undefined;
      /**
       * What follows: the operation is to be sent again, with another token, or not. If none comes, `refresh-failed` or
       * `refresh-damped` says so.
       */
      readonly action: 'retry' | 'none';
      /** Why it is not sent again; `undefined` when it is. */
      readonly why: NoRetryReason | undefined;
    }
  /** A request went out without the token, because its address is not an allowed one. */
  | { readonly type: 'token-withheld'; readonly at: number; readonly origin: string }
  /** The token, pauses and budgets were forgotten; a refresh that was under way has ended. */
  | { readonly type: 'reset'; readonly at: number }
  /** The last event; a refresh that was under way has ended. */
  | { readonly type: 'closed'; readonly at: number };

/**
 * Receives every {@link TokenEvent}, synchronously. What it throws, or what a promise that it returns rejects with, is
 * ignored: telemetry must not break requests.
 */
export type TokenEventListener = (event: TokenEvent) => unknown;

type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'at'> : never;

export interface Events {
  emit(event: WithoutTime<TokenEvent>): void;
  subscribe(listener: TokenEventListener): () => void;
  clear(): void;
}

export function createEvents(clock: Clock): Events {
  const listeners = new Set<TokenEventListener>();
  const ignore = () => {};
  return {
    emit(event) {
      for (const listener of listeners) {
        try {
          const returned = listener({ ...event, at: clock.now() } as TokenEvent) as Promise<unknown> | undefined;
          if (typeof returned?.then === 'function') returned.then(ignore, ignore);
        } catch {
          // Documented: errors thrown by listeners are ignored.
        }
      }
    },
    subscribe(listener) {
      checkType('function', listener, 'subscribe: listener must be a function that is called with every event');
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    clear: () => listeners.clear(),
  };
}
