import type { Clock } from '@token-refresher/core';
import type { StoreAccess } from '../store-access/store-access.ts';
import { startTimer } from '../store-access/timers.ts';

/** A third of what a lease lasts at most, so that one or two failures do not lose it. */
const extendEveryMs = 1_000;

/**
 * Keeps a lease that was acquired until it is ended. When the signal is aborted it is no longer extended: whoever asked
 * has left, and a source that does not look at its signal must not hold up the others.
 *
 * @returns What ends the lease. Nobody has to wait for that.
 */
export function holdLease(access: StoreAccess, owner: string, clock: Clock, signal: AbortSignal): () => void {
  let hasEnded = false;
  let cancel = () => {};
  const extendLater = () => {
    if (hasEnded) return;
    cancel = startTimer(
      clock,
      () => {
        if (signal.aborted) return;
        // A lease that was lost is not taken back: what was asked for under it still serves this process.
        access.extend(owner).then(
          (isHeld) => isHeld && extendLater(),
          () => extendLater(),
        );
      },
      extendEveryMs,
    );
  };
  extendLater();
  return () => {
    hasEnded = true;
    cancel();
    access.release(owner).catch(() => {});
  };
}
