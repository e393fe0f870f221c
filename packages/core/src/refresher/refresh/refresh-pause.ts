import type { Clock } from '../../clock.ts';
import { createCoolDown } from '../../cool-down.ts';
import { TokenRequestError } from '../../errors.ts';

const maxRetryAfterMs = 3_600_000;
const minRateLimitedMs = 30_000;

/** What a failed refresh leaves behind: an error for everybody until another one may be started. */
export interface RefreshPause {
  /** Whether no refresh is started now: the last one failed a moment ago, or nobody is signed in. */
  isRunning(): boolean;
  /** Whether nobody is signed in, and the source may be asked once more whether that is still so. */
  mayAskForGuest(): boolean;
  /** What callers get during the pause. */
  error(): TokenRequestError | undefined;
  /**
   * Begins it.
   *
   * @param isOverdue Whether the time limit has ended the refresh: the next one may start at once.
   * @returns the error with the end of the pause, and the one that callers get.
   */
  start(
    error: TokenRequestError,
    isOverdue: boolean,
  ): { readonly failed: TokenRequestError; readonly told: TokenRequestError };
  /** The next refresh need not wait. */
  end(): void;
  /** Lets the source be asked once more for whoever is not signed in. */
  endForGuest(): void;
}

export function createRefreshPause(clock: Clock): RefreshPause {
  const afterFailure = createCoolDown(clock, 1_000, 60_000);
  let last: TokenRequestError | undefined;
  let isSignedOut = false;
  /** Why nobody is signed in, until somebody is: asking once more in vain changes nothing for guests. */
  let guest: TokenRequestError | undefined;
  /** Whether the source has answered that once more. What has not reached it was no response. */
  let isAnswered = false;
  const endOf = (error: TokenRequestError, isOverdue: boolean) => {
    if (error.code === 'signed_out') return undefined;
    return isOverdue ? clock.now() : afterFailure.start(pauseMs(error, clock.now()));
  };
  return {
    isRunning: () => isSignedOut || afterFailure.isRunning(),
    mayAskForGuest: () => isSignedOut && !isAnswered && !afterFailure.isRunning(),
    error: () => last,
    start(error, isOverdue) {
      const retryAt = endOf(error, isOverdue);
      const failed = new TokenRequestError(error.message, { ...error, cause: error.cause, retryAt });
      isAnswered ||= guest !== undefined && (error.permanent || error.code === 'signed_out');
      if (error.code === 'signed_out') guest = failed;
      isSignedOut = guest !== undefined;
      last = guest ?? failed;
      return { failed, told: last };
    },
    end() {
      isSignedOut = false;
      isAnswered = false;
      guest = undefined;
      afterFailure.reset();
    },
    endForGuest() {
      isSignedOut = false;
    },
  };
}

/** How long the server asks to wait. Without a word from it, too many requests are no matter of a second. */
function pauseMs({ code, status, retryAt }: TokenRequestError, now: number): number {
  if (retryAt !== undefined && Number.isFinite(retryAt)) return Math.min(retryAt - now, maxRetryAfterMs);
  return code === 'rate_limited' || status === 429 ? minRateLimitedMs : 0;
}
