import { type LocalApi, misbehave, startLocalApi } from '@token-refresher/test-support';
import type { Backend } from './backend.ts';

/** What only an API of one's own can be told to do, and what it saw. */
export interface StandIn {
  /** Ends every token, as though its time had come. Open sockets stay. */
  expire(): void;
  /** Ends every token, and closes the sockets that were opened with one. */
  revoke(): void;
  /** The token endpoint answers 503. */
  breakTokenEndpoint(): void;
  mendTokenEndpoint(): void;
  readonly seen: {
    readonly isBroken: boolean;
    /** Requests to the token endpoint, those in vain included. */
    readonly tokenRequests: number;
    /** GraphQL requests and connects with a token that was no good. */
    readonly refused: number;
  };
}

/** Tokens of the stand-in live so long that one sees them come and go. */
const tokenLifetimeSeconds = 45;

/** An API on this machine, with a trade about every second. By default one is started; closing closes it. */
export async function openStandIn(given?: LocalApi): Promise<Backend & { readonly standIn: StandIn }> {
  const api = given ?? (await startLocalApi({ cors: true, tokenLifetimeSeconds }));
  const trades = setInterval(() => api.live.publish(), 900);
  const { url, origin, tokenEndpoint, clientId, clientSecret } = api;
  let isBroken = false;
  const refused = (entries: readonly { readonly outcome: string }[]) =>
    entries.filter(({ outcome }) => outcome === 'refused').length;
  return {
    api: {
      name: 'an API on this machine that stands in for Bitquery, with made-up trades of January 2024',
      url,
      webSocket: api.live.url,
      origins: [origin],
      isStandIn: true,
    },
    credentials: { tokenEndpoint, clientId, clientSecret, scope: 'api' },
    standIn: {
      expire: () => api.expireAll(),
      revoke() {
        api.revokeAll();
        api.live.closeAll(4403, 'Forbidden');
      },
      breakTokenEndpoint() {
        isBroken = true;
        api.tokenEndpointRespondsWith(misbehave.status(503));
      },
      mendTokenEndpoint() {
        isBroken = false;
        api.tokenEndpointRespondsWith(null);
      },
      get seen() {
        return {
          isBroken,
          tokenRequests: api.tokenRequests.length,
          refused: refused(api.graphqlRequests) + refused(api.live.connects),
        };
      },
    },
    async close() {
      clearInterval(trades);
      await api.close();
    },
  };
}
