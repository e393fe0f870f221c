import {
  createTokenRefresher,
  type TokenRefresher,
  type TokenRefresherOptions,
  TokenRequestError,
} from '@token-refresher/core';
import { type LocalApi, startLocalApi } from '@token-refresher/test-support';
import type { Client, ClientOptions, Exchange } from '@urql/core';
import { onTestFinished } from 'vitest';
import { tokenRefreshAuth } from '../token-refresh-auth.ts';
import { tokenRefreshExchange } from '../token-refresh-exchange.ts';
import { bareAuthExchange } from './bare-auth-exchange.ts';
import type { Pair } from './pairs.ts';

/** What a client is given to authenticate with. */
export type Wiring = 'bare authExchange' | 'tokenRefreshAuth' | 'tokenRefreshExchange';

export interface StageOptions {
  readonly wiring?: Wiring;
  readonly pair: Pair;
  /** Where the authenticating exchange stands. Default: alone before `fetchExchange`. */
  readonly exchanges?: (auth: Exchange, pair: Pair) => Exchange[];
  readonly client?: Omit<ClientOptions, 'url' | 'exchanges'>;
  readonly tokens?: TokenRefresherOptions;
  readonly fetchToken?: Parameters<typeof createTokenRefresher>[0];
  /** For the bare exchange: whether it fetches a token before the first operation, or when `willAuthError` says so. */
  readonly bareStarts?: 'with a token' | 'empty';
}

export interface Stage {
  readonly api: LocalApi;
  readonly tokens: TokenRefresher;
  readonly client: Client;
  /** The tokens that came with GraphQL requests, as `t1`, `t2`, …, in order of arrival. */
  sent(): string[];
  /** Requests made after this one was answered have arrived; whatever could settle has settled. */
  roundTrips(): Promise<'still waiting'>;
}

/** A real local API, and a client that gets its tokens from the API's token endpoint. */
export async function setStage(options: StageOptions): Promise<Stage> {
  const api = await startLocalApi();
  onTestFinished(() => api.close());
  const { wiring = 'tokenRefreshExchange', pair, exchanges = (auth) => [auth, pair.core.fetchExchange] } = options;
  const fetchToken = options.fetchToken ?? (({ signal }) => requestToken(api, signal));
  const tokens = createTokenRefresher(fetchToken, { origins: [api.origin], ...options.tokens });
  onTestFinished(() => tokens.close());
  const auth = {
    'bare authExchange': () =>
      bareAuthExchange(pair, () => fetchToken({ signal: AbortSignal.any([]) }), options.bareStarts),
    tokenRefreshAuth: () => pair.authExchange(tokenRefreshAuth(tokens)),
    tokenRefreshExchange: () => tokenRefreshExchange(tokens),
  };
  const client = pair.core.createClient({
    url: api.url,
    ...options.client,
    exchanges: exchanges(auth[wiring](), pair),
  });
  return {
    api,
    tokens,
    client,
    sent: () => api.graphqlRequests.map(({ token }) => `t${api.issuedTokens.indexOf(token ?? '') + 1}`),
    async roundTrips() {
      for (let trip = 0; trip < 5; trip++) await (await fetch(`${api.origin}/elsewhere`)).text();
      return 'still waiting';
    },
  };
}

async function requestToken(api: LocalApi, signal: AbortSignal) {
  const { clientId: client_id, clientSecret: client_secret } = api;
  const body = new URLSearchParams({ grant_type: 'client_credentials', scope: 'api', client_id, client_secret });
  const sent = Date.now();
  const response = await fetch(api.tokenEndpoint, { method: 'POST', body, signal });
  if (!response.ok) {
    const permanent = response.status < 500;
    const code = permanent ? 'invalid_client' : 'server_error';
    throw new TokenRequestError(`The token endpoint answered ${response.status}.`, { code, permanent });
  }
  const token = (await response.json()) as { access_token: string; expires_in: number };
  return { value: token.access_token, expiresAt: sent + token.expires_in * 1000 };
}
