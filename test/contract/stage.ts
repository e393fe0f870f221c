import {
  createTokenRefresher,
  type FetchToken,
  type TokenRefresher,
  type TokenRefresherOptions,
} from '@token-refresher/core';
import {
  createFakeClock,
  type FakeClock,
  type LocalApi,
  type ReceivedRequest,
  startLocalApi,
} from '@token-refresher/test-support';
import { onTestFinished } from 'vitest';
import type { ClientSetup, ContractClient, ContractRow, Inability } from './contract-client.ts';

/** What a promise is tried on: one API, one token refresher, one client. */
export interface Stage {
  readonly api: LocalApi;
  readonly tokens: TokenRefresher;
  readonly client: ContractClient;
  /** The refresher's clock. It stands still unless a promise turns it. */
  readonly clock: FakeClock;
}

/** How a stage differs from the usual one. */
export interface StageOptions extends Pick<ClientSetup, 'fetch' | 'headers'> {
  /** The client's URL. Default: the API's. */
  readonly url?: string;
  /** An API that is there already, and stays. Default: a new one. */
  readonly api?: LocalApi;
  /** Default: issues a token of the API without asking its token endpoint. */
  readonly fetchToken?: (api: LocalApi) => FetchToken;
  /** Default: none, so that the adapter trusts its client's URL. */
  readonly refresher?: (api: LocalApi) => TokenRefresherOptions;
}

/** Life of the tokens that a stage issues by default, in milliseconds. */
export const tokenLifetimeMs = 3_600_000;

/** Builds a stage, and takes it down when the running test ends. */
export async function setStage(row: ContractRow, options: StageOptions = {}): Promise<Stage> {
  const api = options.api ?? (await startLocalApi());
  if (!options.api) onTestFinished(() => api.close());
  const clock = createFakeClock();
  const issue: FetchToken = async () => ({ value: api.issueToken(), expiresAt: clock.now() + tokenLifetimeMs });
  const tokens = createTokenRefresher(options.fetchToken?.(api) ?? issue, { clock, ...options.refresher?.(api) });
  onTestFinished(() => tokens.close());
  const { url = api.url, fetch, headers } = options;
  const client = row.create({ url, tokens, fetch, headers });
  onTestFinished(() => client.dispose());
  return { api, tokens, client, clock };
}

/** Whether the row's client can do this by its nature. */
export function can(row: ContractRow, ability: Inability): boolean {
  return !row.cannot.includes(ability);
}

/** Whether the operation in this request contains the text. Some clients send short queries by GET. */
export function mentions({ url, body }: ReceivedRequest, text: string): boolean {
  return url.includes(text) || body.includes(text);
}
