import type { AccessToken, Clock } from '@token-refresher/core';
import { sharedToken } from '@token-refresher/shared';
import { createMemoryStore } from '../../packages/shared/src/testing/memory-store.ts';
import type { ShareInFleet } from './simulate-fleet.ts';

/** What this project does, over a store in memory. */
export function tokenRefresherFleet(time: Clock): ShareInFleet {
  const store = createMemoryStore(time);
  return (fetchToken, clock) => sharedToken(store, fetchToken, { name: 'fleet', clock });
}

/** What is often written: `GET`, and if there is nothing, fetch and `SET` with an expiry. */
export function getAndSetFleet(time: Clock): ShareInFleet {
  let saved: AccessToken | undefined;
  return (fetchToken) => {
    let given: string | undefined;
    return async (request) => {
      const isUsable = saved && (saved.expiresAt ?? 0) > time.now() && saved.value !== (request.rejected ?? given);
      if (!isUsable) saved = await fetchToken(request);
      given = saved?.value;
      return saved as AccessToken;
    };
  };
}

/** Nothing is shared. */
export function aloneFleet(): ShareInFleet {
  return (fetchToken) => fetchToken;
}
