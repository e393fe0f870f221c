import { type AccessToken, type Clock, replaceToken, type TokenRefresher } from '@token-refresher/core';
import { createCallerPauses } from './caller-pauses.ts';

/** The refresher's budget for useless refreshes grows by one in this time, or later. */
const budgetPauseMs = 15_000;

/** Pages' reports of rejected tokens. */
export interface RejectionReports {
  /**
   * Takes a report. Only one about the current token counts; from one caller the first four, then one a minute, until a
   * minute has passed without one. All but the first leave one of the refresher's budget for useless refreshes to others.
   * One that ends in an error does not count: the refresher's pauses after a failure hold. The reported token serves the
   * others until there is a new one.
   *
   * @param caller Who reports; all who are not known count as one.
   * @returns How long there will be no other token, in milliseconds, or what became of the token.
   * @throws TokenRequestError when no other token could be obtained.
   */
  take(value: string, caller?: string): Promise<'replaced' | 'replaced-before' | { readonly retryAfterMs: number }>;
}

export function createRejectionReports(tokens: TokenRefresher, clock: Pick<Clock, 'monotonicNow'>): RejectionReports {
  const callers = createCallerPauses(clock);
  let replacing: { readonly value: string; readonly promise: Promise<AccessToken> } | undefined;

  return {
    async take(value, name = '') {
      if (tokens.peek()?.value !== value) return 'replaced-before';
      if (replacing?.value === value) {
        await replacing.promise;
        return 'replaced-before';
      }
      const pause = callers.rejected(name);
      if (pause.leftMs > 0) return { retryAfterMs: pause.leftMs };
      const promise = replaceToken(tokens, value, () => pause.mayLeave);
      if (!promise) return { retryAfterMs: budgetPauseMs };
      pause.begin();
      replacing = { value, promise };
      try {
        await promise;
        return 'replaced';
      } catch (error) {
        // Its own pauses hold; with the caller's on top, a page would wait longer than the token endpoint was away.
        pause.undo();
        throw error;
      } finally {
        replacing = undefined;
      }
    },
  };
}
