import type { TokenEvent, TokenRefresher } from '@token-refresher/core';

/** What has happened to the token, oldest first; for `useSyncExternalStore`. */
export interface TokenRecord {
  readonly subscribe: (listener: () => void) => () => void;
  /** The same array until something happens. */
  readonly events: () => readonly TokenEvent[];
}

/** So much fits into the picture. */
const most = 200;

/** Writes down what a token refresher tells. Call it where the refresher is made: earlier events are not told again. */
export function recordEvents(tokens: TokenRefresher): TokenRecord {
  let events: readonly TokenEvent[] = [];
  const listeners = new Set<() => void>();
  tokens.subscribe((event) => {
    events = [...events.slice(1 - most), event];
    for (const listener of listeners) listener();
  });
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    events: () => events,
  };
}
