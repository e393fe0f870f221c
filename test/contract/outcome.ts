import type { LocalApi } from '@token-refresher/test-support';
import { onTestFinished } from 'vitest';
import type { ContractClient, ContractRow } from './contract-client.ts';

/** How a call ended, in a form that can be compared. */
export type Outcome =
  | { readonly data: unknown }
  | { readonly error: { readonly type: string; readonly name: string; readonly message: string } };

/** Waits for the end of a call, good or bad. */
export async function outcomeOf(call: Promise<unknown>): Promise<Outcome> {
  try {
    return { data: await call };
  } catch (caught) {
    if (!(caught instanceof Error)) throw new Error('A row must reject with an Error.', { cause: caught });
    return { error: { type: caught.constructor.name, name: caught.name, message: caught.message } };
  }
}

/** What the call rejects with. */
export async function caughtFrom(call: Promise<unknown>): Promise<unknown> {
  let data: unknown;
  try {
    data = await call;
  } catch (caught) {
    return caught;
  }
  throw new Error(`Expected a rejection, got ${JSON.stringify(data)}.`);
}

/** How the same call ends without our adapter, with a token that is good unless the API was told to refuse it. */
export async function plainOutcome(
  row: ContractRow,
  api: LocalApi,
  call: (client: ContractClient) => Promise<unknown>,
): Promise<Outcome> {
  const client = row.createPlain({ url: api.url, token: api.issueToken() });
  onTestFinished(() => client.dispose());
  return outcomeOf(call(client));
}
