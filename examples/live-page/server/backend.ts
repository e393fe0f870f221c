import { bitquery } from '@token-refresher/core/bitquery';
import { misbehave, startLocalApi } from '@token-refresher/test-support';
import type { ApiAddress } from '../src/api-address.ts';

/** An API, and the application that is registered with it. */
export interface Backend {
  readonly api: ApiAddress;
  /** For `clientCredentials`. */
  readonly credentials: {
    readonly tokenEndpoint: string;
    readonly scope: string;
    readonly clientId: string | undefined;
    readonly clientSecret: string | undefined;
  };
  readonly standIn?: StandIn;
  close(): Promise<void>;
}

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

/** Bitquery, if the environment has credentials for it; otherwise an API on this machine that stands in for it. */
export async function openBackend(environment: NodeJS.ProcessEnv): Promise<Backend> {
  const { BITQUERY_CLIENT_ID: clientId, BITQUERY_CLIENT_SECRET: clientSecret } = environment;
  if (!clientId && !clientSecret) return openStandIn();
  const { v2: url, webSocket, origins, oauth } = bitquery;
  return {
    api: { name: 'Bitquery', url, webSocket, origins, isStandIn: false },
    credentials: { ...oauth, clientId, clientSecret },
    close: async () => {},
  };
}

async function openStandIn(): Promise<Backend> {
  const api = await startLocalApi({ cors: true, tokenLifetimeSeconds });
  const trades = setInterval(() => api.live.publish(), 900);
  const { url, origin, tokenEndpoint, clientId, clientSecret } = api;
  let isBroken = false;
  const refused = (entries: readonly { readonly outcome: string }[]) =>
    entries.filter(({ outcome }) => outcome === 'refused').length;
  return {
    api: {
      name: 'an API on this machine that stands in for Bitquery',
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
        api.tokenEndpointAnswers(misbehave.status(503));
      },
      mendTokenEndpoint() {
        isBroken = false;
        api.tokenEndpointAnswers(null);
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
