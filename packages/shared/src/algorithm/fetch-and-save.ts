import {
  type AccessToken,
  type Clock,
  checkAccessToken,
  type FetchToken,
  type FetchTokenOptions,
  TokenRequestError,
} from '@token-refresher/core';
import { randomOwner } from '../record/token-key.ts';
import type { FailureNote, StoredRecord } from '../record/token-record.ts';
import { type SharedRecord, withExpiry } from './shared-record.ts';

/** Asks the source for a token that is not rejected, and saves it, or that the source failed. */
export type FetchAndSave = (stored: StoredRecord, request: FetchTokenOptions) => Promise<AccessToken>;

export function createFetchAndSave(fetchToken: FetchToken, record: SharedRecord, clock: Clock): FetchAndSave {
  return async (stored, { rejected, signal }) => {
    const inStore = stored.isRejected ? stored.token?.value : undefined;
    const known = [rejected, inStore];
    const sentAt = clock.now();
    let told = rejected ?? inStore;
    const ask = async () => {
      try {
        const fetched = await fetchToken(told === undefined ? { signal } : { rejected: told, signal });
        checkAccessToken(fetched, sentAt);
        return fetched;
      } catch (error) {
        if (!signal.aborted) await record.saveFailure(stored, noteOf(error));
        throw error;
      }
    };
    let fetched = await ask();
    if (fetched.value !== told && known.includes(fetched.value)) {
      // The source keeps tokens itself, and can be told of one at a time.
      told = fetched.value;
      fetched = await ask();
    }
    const token = withExpiry(fetched, sentAt);
    if (known.includes(token.value)) await record.saveFailure(stored, { id: randomOwner() });
    else await record.save(stored, token, sentAt);
    return token;
  };
}

function noteOf(error: unknown): FailureNote {
  const id = randomOwner();
  if (!TokenRequestError.is(error)) return { id, code: 'fetch_token_failed' };
  const { code, status, retryAt, permanent } = error;
  return { id, code, permanent, ...(status !== undefined && { status }), ...(retryAt !== undefined && { retryAt }) };
}
