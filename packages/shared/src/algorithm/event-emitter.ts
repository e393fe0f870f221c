import type { Clock } from '@token-refresher/core';
import type { SharedTokenEvent, SharedTokenEventListener } from '../shared-token-event.ts';
import type { StoreFailure } from '../store-access/store-failure.ts';

/** Tells the application's listener what happens to the store. */
export interface EventEmitter {
  notShared(failure: StoreFailure): void;
  /** The store was used: told when it could not be used before. */
  shared(): void;
  unreadable(): void;
}

/** Errors of the listener end nothing. */
export function createEventEmitter(clock: Clock, listener: SharedTokenEventListener | undefined): EventEmitter {
  let isShared = true;
  const emit = (event: SharedTokenEvent) => {
    try {
      // A listener may be an async function, although its type says that nobody waits for it.
      Promise.resolve(listener?.(event) as unknown).catch(() => {});
    } catch {
      // Documented: errors of listeners are ignored.
    }
  };
  return {
    notShared({ operation, code }) {
      isShared = false;
      emit({ type: 'not-shared', at: clock.now(), operation, code });
    },
    shared() {
      if (isShared) return;
      isShared = true;
      emit({ type: 'shared-again', at: clock.now() });
    },
    unreadable: () => emit({ type: 'unreadable', at: clock.now() }),
  };
}
