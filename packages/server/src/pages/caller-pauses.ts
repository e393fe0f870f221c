import type { Clock } from '@token-refresher/core';

/**
 * After so many rejections of a caller that counted there is a pause after each. To a broker, which does not see what the
 * API accepts, a caller whose tokens are revoked looks like one to whom the API denies everything.
 */
const maxInARow = 4;
const pauseMs = 60_000;
/** Beyond that, the caller that has had none for the longest time is forgotten. */
const maxCallers = 10_000;

/**
 * Who has caused refreshes that may be useless: four, at once if need be, then one a minute, until a minute has passed
 * without another rejection. All but the first leave one of the refresher's budget to callers who have caused none: of
 * several in a loop, each would otherwise take its four before somebody who comes once.
 */
export interface CallerPauses {
  /** Takes note of a caller's rejection. */
  rejected(name: string): CallerPause;
}

/** What is known of one caller. */
export interface CallerPause {
  /** How long its rejections do not count yet, in milliseconds; 0 when they do. */
  readonly leftMs: number;
  /** Whether the next one counts when it leaves so many of the refresher's budget. */
  mayLeave(left: number): boolean;
  /** This one leads to a refresh. */
  begin(): void;
  /** The refresh has failed, or it has helped: it does not count. */
  undo(): void;
}

interface Caller {
  inARow: number;
  lastRejection: number;
  ends: number;
}

export function createCallerPauses(clock: Pick<Clock, 'monotonicNow'>): CallerPauses {
  const callers = new Map<string, Caller>();

  /** The caller with its last rejection now; the order in the map is that of the rejections. */
  const callerOf = (name: string, now: number): Caller => {
    const known = callers.get(name);
    const isKnown = known !== undefined && now - known.lastRejection < pauseMs;
    const caller = isKnown ? known : { inARow: 0, lastRejection: now, ends: now };
    caller.lastRejection = now;
    callers.delete(name);
    callers.set(name, caller);
    for (const [oldest, { lastRejection }] of callers) {
      if (now - lastRejection < pauseMs && callers.size <= maxCallers) break;
      callers.delete(oldest);
    }
    return caller;
  };

  return {
    rejected(name) {
      const now = clock.monotonicNow();
      const caller = callerOf(name, now);
      const ends = now + pauseMs;
      return {
        leftMs: Math.max(0, caller.ends - now),
        mayLeave: (left) => left > 0 || caller.inARow === 0,
        begin() {
          caller.inARow++;
          if (caller.inARow >= maxInARow) caller.ends = ends;
        },
        undo() {
          caller.inARow--;
          // A later one that counts keeps its pause.
          if (caller.inARow < maxInARow || caller.ends === ends) caller.ends = now;
        },
      };
    },
  };
}
