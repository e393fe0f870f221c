import type { TokenRefresher } from '@token-refresher/core';
import { useEffect, useEffectEvent } from 'react';

/** Calls back when there is a new token: the moment to ask again for what had failed for want of one. */
export function useWhenTokenComes(tokens: TokenRefresher, callback: () => void): void {
  const onToken = useEffectEvent(callback);
  useEffect(
    () =>
      tokens.subscribe(({ type }) => {
        // Whoever waits for the token goes first.
        if (type === 'refresh-succeeded') queueMicrotask(onToken);
      }),
    [tokens],
  );
}
