import { bitquery } from '@token-refresher/core/bitquery';
import { startLocalApi } from '@token-refresher/test-support';

/** An API, and an application that is registered with it. */
export interface World {
  readonly name: string;
  readonly url: string;
  readonly origins: readonly string[];
  /** For `clientCredentials`. */
  readonly credentials: {
    readonly tokenEndpoint: string;
    readonly scope: string;
    readonly clientId: string | undefined;
    readonly clientSecret: string | undefined;
  };
  /** What only an API of one's own can be told to do, and what it saw. */
  readonly ownApi?: {
    giveShortTokens(): void;
    revokeAllTokens(): void;
    requests(): { readonly graphql: number; readonly refused: number; readonly token: number };
  };
  close(): Promise<void>;
}

/** Bitquery, if the environment has credentials for it; otherwise an API on this machine that stands in for it. */
export async function openWorld(environment: NodeJS.ProcessEnv): Promise<World> {
  const { BITQUERY_CLIENT_ID: clientId, BITQUERY_CLIENT_SECRET: clientSecret } = environment;
  if (clientId || clientSecret) {
    return {
      name: 'Bitquery',
      url: bitquery.v2,
      origins: bitquery.origins,
      credentials: { ...bitquery.oauth, clientId, clientSecret },
      close: async () => {},
    };
  }
  const api = await startLocalApi();
  return {
    name: 'a local API that stands in for Bitquery',
    url: api.url,
    origins: [api.origin],
    credentials: {
      tokenEndpoint: api.tokenEndpoint,
      scope: 'api',
      clientId: api.clientId,
      clientSecret: api.clientSecret,
    },
    ownApi: {
      giveShortTokens() {
        api.setTokenLifetime(2);
        api.expireAll();
      },
      revokeAllTokens() {
        api.setTokenLifetime(17_999);
        api.revokeAll();
      },
      requests: () => ({
        graphql: api.graphqlRequests.length,
        refused: api.graphqlRequests.filter(({ outcome }) => outcome === 'refused').length,
        token: api.tokenRequests.length,
      }),
    },
    close: () => api.close(),
  };
}
