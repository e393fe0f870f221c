import type { AccessToken } from '@token-refresher/core';
import { clientCredentials } from '@token-refresher/server';
import type { LocalApi } from '@token-refresher/test-support';
import type { Contestant, ContestantClient } from './contestant.ts';

/** Whoever finds no usable token, or is answered 401, asks for one. */
export const withoutSharing: Contestant = {
  name: 'by hand, no sharing',
  start: (api) => handWritten(api, (fetchToken) => fetchToken),
};

/** The usual cure: one promise for all who ask at the same time. Nobody compares the refused token with the present one. */
export const sharedPromise: Contestant = {
  name: 'by hand, shared promise',
  start: (api) =>
    handWritten(api, (fetchToken) => {
      let running: Promise<AccessToken> | undefined;
      return () => {
        running ??= fetchToken().finally(() => {
          running = undefined;
        });
        return running;
      };
    }),
};

type Fetch = () => Promise<AccessToken>;

function handWritten(
  { tokenEndpoint, clientId, clientSecret }: LocalApi,
  share: (fetchToken: Fetch) => Fetch,
): ContestantClient {
  const fetchToken = clientCredentials({ tokenEndpoint, clientId, clientSecret, scope: 'api' });
  let token: AccessToken | undefined;
  let expiresAt = 0;
  const renew = share(async () => {
    token = await fetchToken({ signal: new AbortController().signal });
    expiresAt = token.expiresAt ?? Number.POSITIVE_INFINITY;
    return token;
  });
  const send = (url: string, init: RequestInit, { value }: AccessToken) =>
    fetch(url, { ...init, headers: { ...init.headers, authorization: `Bearer ${value}` } });
  return {
    async fetch(url, init) {
      const response = await send(url, init, token && expiresAt > Date.now() ? token : await renew());
      return response.status === 401 ? send(url, init, await renew()) : response;
    },
    expire() {
      expiresAt = 0;
    },
  };
}
