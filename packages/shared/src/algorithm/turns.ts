import {
  type AccessToken,
  type Clock,
  type FetchToken,
  type FetchTokenOptions,
  TokenRequestError,
} from '@token-refresher/core';
import { randomOwner } from '../record/token-key.ts';
import type { FailureNote, StoredRecord } from '../record/token-record.ts';
import type { StoreAccess } from '../store-access/store-access.ts';
import { pause } from '../store-access/timers.ts';
import { createFetchAndSave } from './fetch-and-save.ts';
import { holdLease } from './held-lease.ts';
import type { SharedRecord } from './shared-record.ts';

/** The first pause between two looks at the store. It grows by half each time. */
const firstPauseMs = 100;
const maxPauseMs = 500;
/** How often a process that waits tries to take the lease of one that may be dead. */
const tryLeaseEveryMs = 500;

export interface TurnsParts {
  readonly record: SharedRecord;
  readonly access: StoreAccess;
  readonly clock: Clock;
  readonly random: () => number;
}

/** Who fetches, and who waits for the result. */
export interface Turns {
  /** A token that this process fetched under the lease, or that another one did. Rejects with a `StoreFailure` too. */
  take(request: FetchTokenOptions): Promise<AccessToken>;
}

export function createTurns(fetchToken: FetchToken, { record, access, clock, random }: TurnsParts): Turns {
  const fetchAndSave = createFetchAndSave(fetchToken, record, clock);

  /** The token that was rejected is marked in the store, so that nobody else takes it meanwhile. */
  const mark = (stored: StoredRecord, rejected: string | undefined) =>
    rejected === undefined ? stored : record.reject(stored, rejected);

  /**
   * What came of the request that this process waited for.
   *
   * @param known The failure that was there before. Of a newer one everybody who waited is told.
   */
  const outcome = (stored: StoredRecord, known: string | undefined): AccessToken | 'try yourself' | undefined => {
    const token = record.usable(stored);
    const { failure } = stored;
    if (token || !failure || failure.id === known) return token;
    // What is wrong may be wrong with the other one's credentials only. What must not be repeated has failed for all.
    const isForAll = !failure.permanent || fetchToken.isRepeatable === false;
    if (failure.code === undefined || !isForAll) return 'try yourself';
    throw failureOfAnother(failure);
  };

  /** @param read What this process makes of the record that it reads once more. */
  const fetchInTurn = async (
    owner: string,
    request: FetchTokenOptions,
    read: (stored: StoredRecord) => ReturnType<typeof outcome>,
  ): Promise<AccessToken> => {
    const { signal } = request;
    const endLease = holdLease(access, owner, clock, signal);
    try {
      signal.throwIfAborted();
      let stored = await record.read();
      const found = read(stored);
      if (found && found !== 'try yourself') return found;
      stored = await mark(stored, request.rejected);
      signal.throwIfAborted();
      return await fetchAndSave(stored, request);
    } finally {
      endLease();
    }
  };

  /** Waits for the result, and for the lease only in case that its owner is dead. */
  const wait = async (owner: string, request: FetchTokenOptions): Promise<AccessToken> => {
    const { signal } = request;
    let stored = await mark(await record.read(), request.rejected);
    const known = stored.failure?.id;
    let triedAt = clock.monotonicNow();
    for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, maxPauseMs)) {
      const found = outcome(stored, known);
      if (found === 'try yourself') return fetchAndSave(stored, request);
      if (found) return found;
      if (clock.monotonicNow() - triedAt >= tryLeaseEveryMs) {
        triedAt = clock.monotonicNow();
        if (await access.acquire(owner)) return fetchInTurn(owner, request, (read) => outcome(read, known));
      }
      await pause(clock, pauseMs * (0.5 + random() / 2), signal);
      stored = await record.read();
    }
  };

  return {
    async take(request) {
      const owner = randomOwner();
      return (await access.acquire(owner)) ? fetchInTurn(owner, request, record.usable) : wait(owner, request);
    },
  };
}

function failureOfAnother({ code = 'fetch_token_failed', ...details }: FailureNote): TokenRequestError {
  const message = `Another process asked for the token that this one waited for, and failed with "${code}".`;
  return new TokenRequestError(message, { ...details, code });
}
