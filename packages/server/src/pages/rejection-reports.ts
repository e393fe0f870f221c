import { type AccessToken, type Clock, replaceToken, type TokenRefresher } from '@token-refresher/core';

/** A caller's next report counts so much later. */
const pauseMs = 15_000;
/**
 * After so many that counted, the pause is longer: a caller that reports now and then while the API rejects every token
 * looks like one whose tokens are revoked.
 */
const maxInARow = 4;
const longPauseMs = 60_000;
/** Beyond that, the caller that has not reported for the longest time is forgotten. */
const maxCallers = 10_000;

/** Pages' reports of rejected tokens. */
export interface RejectionReports {
  /**
   * Takes a report. Only one about the current token counts; from one caller at most four in a minute, then one a minute,
   * until a minute has passed without one; one that leads to no token does not count. Beyond that the refresher's own
   * budget for useless refreshes holds, and its pauses after a failure. The reported token serves the others until there
   * is a new one.
   *
   * @param caller Who reports; all who are not known count as one.
   * @returns How long there will be no other token, in milliseconds, or what became of the token.
   * @throws TokenRequestError when no other token could be obtained.
   */
  take(value: string, caller?: string): Promise<'replaced' | 'replaced-before' | { readonly retryAfterMs: number }>;
}

interface Caller {
  inARow: number;
  lastReport: number;
  pauseEnds: number;
}

export function createRejectionReports(tokens: TokenRefresher, clock: Pick<Clock, 'monotonicNow'>): RejectionReports {
  const callers = new Map<string, Caller>();
  let replacing: { readonly value: string; readonly promise: Promise<AccessToken> } | undefined;

  /** The caller with its last report now; the order in the map is that of the reports. */
  const callerOf = (name: string, now: number): Caller => {
    const known = callers.get(name);
    const isKnown = known !== undefined && now - known.lastReport < longPauseMs;
    const caller = isKnown ? known : { inARow: 0, lastReport: now, pauseEnds: now };
    caller.lastReport = now;
    callers.delete(name);
    callers.set(name, caller);
    for (const [oldest, { lastReport }] of callers) {
      if (now - lastReport < longPauseMs && callers.size <= maxCallers) break;
      callers.delete(oldest);
    }
    return caller;
  };

  return {
    async take(value, name = '') {
      if (tokens.peek()?.value !== value) return 'replaced-before';
      if (replacing?.value === value) {
        await replacing.promise;
        return 'replaced-before';
      }
      const now = clock.monotonicNow();
      const caller = callerOf(name, now);
      if (now < caller.pauseEnds) return { retryAfterMs: caller.pauseEnds - now };
      const promise = replaceToken(tokens, value);
      if (!promise) return { retryAfterMs: pauseMs };
      caller.inARow++;
      caller.pauseEnds = now + (caller.inARow < maxInARow ? pauseMs : longPauseMs);
      replacing = { value, promise };
      try {
        await promise;
        return 'replaced';
      } catch (error) {
        // Its own pauses hold; with the caller's on top, a page would wait longer than the token endpoint was away.
        caller.inARow--;
        caller.pauseEnds = now;
        throw error;
      } finally {
        replacing = undefined;
      }
    },
  };
}
