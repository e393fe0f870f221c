import { bitquery } from '@token-refresher/core/bitquery';
import type { ApiAddress } from '../src/api-address.ts';
import { openStandIn, type StandIn } from './stand-in.ts';

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
