import type { TokenEvent } from '../../refresher/events/events.ts';
import type { TokenRefresher } from '../../refresher/token-refresher.ts';
import type { HandTurnedClock } from './hand-turned-clock.ts';
import type { Verdict } from './verdict.ts';

/** Watches the refreshes of a token refresher by its events. */
export interface RefreshWatch {
  isRefreshing(): boolean;
  /** A token has arrived, which ends the pause after a failure. */
  endPause(): void;
  /** Whether the budget for refreshes that may be useless was kept. */
  checkBudget(): void;
}

export function watchRefreshes(tokens: TokenRefresher, clock: HandTurnedClock, { holds }: Verdict): RefreshWatch {
  let isRefreshing = false;
  let retryAt = Number.NEGATIVE_INFINITY;
  let retryAtMonotonic = Number.NEGATIVE_INFINITY;
  let budgeted: number[] = [];
  /** A pause is over when either clock says so. */
  const isPauseOver = () => clock.now() >= retryAt || clock.monotonicNow() >= retryAtMonotonic;
  const endPause = () => {
    retryAt = retryAtMonotonic = Number.NEGATIVE_INFINITY;
  };

  const ended = (event: TokenEvent & { readonly type: 'refresh-succeeded' | 'refresh-failed' }) => {
    holds(isRefreshing, 'oneEnd');
    isRefreshing = false;
    endPause();
    if (event.type === 'refresh-failed') {
      retryAt = event.retryAt ?? Number.POSITIVE_INFINITY;
      retryAtMonotonic = clock.monotonicNow() + retryAt - clock.now();
      holds(!Number.isNaN(retryAt), 'pause');
    } else if (event.reason === 'rejected' || event.reason === 'invalidated') budgeted.push(clock.monotonicNow());
  };

  tokens.subscribe((event) => {
    if (event.type === 'refresh-started') {
      holds(!isRefreshing, 'oneEnd');
      holds(isPauseOver(), 'pause');
      isRefreshing = true;
    } else if (event.type === 'refresh-succeeded' || event.type === 'refresh-failed') ended(event);
    else if (event.type === 'token-rejected' && event.action === 'retry') {
      holds(tokens.peek() !== undefined || isRefreshing || isPauseOver(), 'retry');
    } else if (event.type === 'reset' || event.type === 'closed') {
      isRefreshing = false;
      endPause();
      budgeted = [];
    }
  });

  return {
    isRefreshing: () => isRefreshing,
    endPause,
    checkBudget() {
      // Five at once, one per 15 seconds, and one that was under way.
      for (const from of budgeted) {
        const seconds = (clock.monotonicNow() - from) / 1_000;
        holds(budgeted.filter((at) => at >= from).length <= 6 + seconds / 15, 'budget');
      }
    },
  };
}
