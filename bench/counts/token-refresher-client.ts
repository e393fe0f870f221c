import { createAuthorizedFetch, createTokenRefresher, type FetchToken } from '@token-refresher/core';
import { clientCredentials } from '@token-refresher/server';
import type { Contestant } from './contestant.ts';

/** This project, with the authorized fetch that its adapters are made of. */
export const tokenRefresher: Contestant = {
  name: 'token-refresher',
  start({ origin, tokenEndpoint, clientId, clientSecret }) {
    let skewMs = 0;
    const fetchToken = clientCredentials({ tokenEndpoint, clientId, clientSecret, scope: 'api' });
    const fetchTokenBySkewedClock: FetchToken = async (request) => {
      const { expiresAt = Date.now(), ...token } = await fetchToken(request);
      return { ...token, expiresAt: expiresAt + skewMs };
    };
    const tokens = createTokenRefresher(fetchTokenBySkewedClock, {
      origins: [origin],
      clock: {
        now: () => Date.now() + skewMs,
        monotonicNow: () => performance.now() + skewMs,
        setTimeout: (callback, ms) => setTimeout(callback, ms),
        clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
      },
    });
    return {
      fetch: createAuthorizedFetch(tokens),
      expire() {
        skewMs = (tokens.peek()?.expiresAt ?? 0) - Date.now();
      },
    };
  },
};
