import { type LocalApi, startLocalApi } from '@token-refresher/test-support';
import type { Contestant, ContestantClient } from './contestant.ts';

/** What a scenario counts. */
export interface Counts {
  readonly tokenRequests: number;
  /** Calls that got data. */
  readonly succeeded: number;
  /** The most that one call was sent; counted where calls come one after the other. */
  readonly maxSends?: number;
}

/** A contestant with an API of its own. */
export interface Scene {
  readonly api: LocalApi;
  readonly client: ContestantClient;
  /** Sends one query; whether it got data. */
  call(): Promise<boolean>;
}

/** Runs a scenario against a fresh API; resolves to what it counted and how many token requests came after the last reset of the log. */
export async function inScene(
  contestant: Contestant,
  act: (scene: Scene) => Promise<Omit<Counts, 'tokenRequests'>>,
): Promise<Counts> {
  const api = await startLocalApi();
  const client = contestant.start(api);
  const call = async () => {
    try {
      const response = await client.fetch(api.url, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: '{"query":"{ viewer }"}',
      });
      return (await response.text()) === '{"data":{"viewer":"viewer"}}';
    } catch {
      return false;
    }
  };
  try {
    return { ...(await act({ api, client, call })), tokenRequests: api.tokenRequests.length };
  } finally {
    await api.close();
  }
}

/** How many of the calls got data. */
export async function succeeded(calls: readonly Promise<boolean>[]): Promise<number> {
  return (await Promise.all(calls)).filter(Boolean).length;
}
