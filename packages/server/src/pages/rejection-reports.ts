import { type Clock, startAttempt, type TokenRefresher } from '@token-refresher/core';

/**
 * At most four reports a minute lead to a refresh; with the first token that makes five token requests. A token that
 * nobody has complained about for so long has been accepted meanwhile, it seems.
 */
const pauseMs = 15_000;
/** But not ever again: pages that report now and then, while the API refuses every token, look the same. */
const maxInARow = 4;
/** So long a quiet is no accident of their timing. */
const longQuietMs = 60_000;

/** Pages' reports of rejected tokens. */
export interface RejectionReports {
  /**
   * Takes a report. Only one about the present token counts, and only every {@link pauseMs}; beyond that the refresher's
   * own damping of useless refreshes holds.
   *
   * @returns How long there will be no other token, in milliseconds, or what became of the token.
   * @throws TokenRequestError when it was dropped and no other one could be had.
   */
  take(value: string): Promise<'replaced' | 'replaced-before' | { readonly retryAfterMs: number }>;
}

export function createRejectionReports(tokens: TokenRefresher, clock: Pick<Clock, 'monotonicNow'>): RejectionReports {
  let pauseEnds = Number.NEGATIVE_INFINITY;
  let lastReport = Number.NEGATIVE_INFINITY;
  let inARow = 0;
  return {
    async take(value) {
      const attempt = startAttempt(tokens, { isUnauthorized: ({ status }) => status === 401 });
      if (attempt.cachedToken() !== value) return 'replaced-before';
      const now = clock.monotonicNow();
      const quietMs = now - lastReport;
      lastReport = now;
      if (quietMs >= longQuietMs) inARow = 0;
      const wasQuiet = quietMs >= pauseMs && inARow++ < maxInARow;
      if (now < pauseEnds) return { retryAfterMs: pauseEnds - now };
      // Nobody here sees the API accept a token, which is what ends the refresher's damping.
      if (wasQuiet) attempt.retry({ status: 200 });
      const replacement = attempt.retry({ status: 401 });
      if (!replacement) return { retryAfterMs: pauseMs };
      pauseEnds = now + pauseMs;
      await replacement;
      return 'replaced';
    },
  };
}
