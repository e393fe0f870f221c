import { setTimeout as pause } from 'node:timers/promises';
import { startLocalApi } from '@token-refresher/test-support';
import type { Address } from './connect.ts';

/** An API on this machine that stands in for Bitquery, and what happens to it. */
export interface StandIn {
  readonly address: Address;
  /** Resolves when everything has happened. */
  play(say: (line: string) => void, signal: AbortSignal): Promise<void>;
  /** What the API saw: tokens that it refused, and token requests. */
  seen(): { readonly refused: number; readonly asked: number };
  close(): Promise<void>;
}

export async function startStandIn(): Promise<StandIn> {
  const api = await startLocalApi({ tokenLifetimeSeconds: 3 });
  const { tokenEndpoint, clientId, clientSecret } = api;
  const trades = setInterval(() => api.live.publish(), 400);
  return {
    address: {
      webSocket: api.live.url,
      origins: [api.origin],
      credentials: { tokenEndpoint, clientId, clientSecret, scope: 'api' },
    },
    async play(say, signal) {
      const wait = (ms: number) => pause(ms, undefined, { signal });
      await api.live.subscriptionsReached(1);
      const goesOn = async () => {
        await api.live.subscriptionsReached(1);
        await wait(1_200);
      };
      await wait(3_200);
      say('The token has expired. The open stream is left alone.');
      await wait(1_200);
      api.setTokenLifetime(17_999);
      say('Now the network is lost. The next connect needs a token, and gets a new one.');
      api.live.dropAll();
      await goesOn();
      say('The API ends the token before its time, and the network is lost: one refusal, one new token.');
      api.expireAll();
      api.live.dropAll();
      await goesOn();
      say('All tokens are revoked, and the API closes its sockets: one new token.');
      api.revokeAll();
      api.live.closeAll(4403, 'Forbidden');
      await goesOn();
    },
    seen: () => ({
      refused: new Set(api.live.connects.filter(({ outcome }) => outcome === 'refused').map(({ token }) => token)).size,
      asked: api.tokenRequests.length,
    }),
    async close() {
      clearInterval(trades);
      await api.close();
    },
  };
}
