import { createTokenRefresher, type TokenRefresher, TokenRequestError } from '@token-refresher/core';
import { createFakeClock, type FakeClock, type LocalApi, startLocalApi } from '@token-refresher/test-support';
import { onTestFinished } from 'vitest';
import type { LiveClient, LiveRow } from './live-client.ts';

/** A subscription to the API's trades. */
export const trades = 'subscription Trades { EVM(network: eth) { DEXTrades { Transaction { Hash } } } }';
/** The same, but not to a client that merges equal operations. */
export const otherTrades = trades.replace('Trades', 'OtherTrades');

/** One API and one token refresher whose tokens come from it. */
export interface LiveStage {
  readonly api: LocalApi;
  readonly tokens: TokenRefresher;
  /** The refresher's clock. */
  readonly clock: FakeClock;
  /** How often the source was asked for a token. */
  readonly fetched: () => number;
  /** Whether the source of tokens is down, for a minute at a time. */
  breakSource(isDown: boolean): void;
}

/** Sets a stage that the running test's end takes down. */
export async function setLiveStage(): Promise<LiveStage> {
  const api = await startLocalApi();
  onTestFinished(() => api.close());
  const clock = createFakeClock();
  let fetched = 0;
  let isBroken = false;
  const fetchToken = async () => {
    fetched += 1;
    if (isBroken) {
      throw new TokenRequestError('The source is down.', { code: 'network_error', retryAt: clock.now() + 60_000 });
    }
    return { value: api.issueToken(), expiresAt: clock.now() + 3_600_000 };
  };
  const tokens = createTokenRefresher(fetchToken, { clock });
  onTestFinished(() => tokens.close());
  return {
    api,
    tokens,
    clock,
    fetched: () => fetched,
    breakSource(isDown) {
      isBroken = isDown;
    },
  };
}

/** A row's client on a stage of its own. */
export async function setRow(row: LiveRow): Promise<LiveStage & { subscribe(document?: string): Inbox }> {
  const stage = await setLiveStage();
  if (row.place !== 'header') stage.api.live.takeTokenFrom(row.place);
  const client: LiveClient = row.create(stage);
  onTestFinished(() => client.dispose());
  return {
    ...stage,
    subscribe(document = trades) {
      const inbox = createInbox();
      client.subscribe(document, inbox);
      return inbox;
    },
  };
}

/** Where the events of one subscription are gathered. */
export interface Inbox {
  /** Transaction hashes, in order. */
  readonly hashes: readonly string[];
  next(data: unknown): void;
  error(error: unknown): void;
  /** Resolves when the event with this hash has come. */
  has(hash: string | undefined): Promise<void>;
  /** Resolves with the first error. */
  readonly failed: Promise<unknown>;
}

export function createInbox(): Inbox {
  const hashes: string[] = [];
  let watchers: { hash: string | undefined; resolve: () => void }[] = [];
  let error: (error: unknown) => void = () => {};
  const failed = new Promise<unknown>((resolve) => {
    error = resolve;
  });
  return {
    hashes,
    next(data) {
      const { EVM } = data as { EVM: { DEXTrades: { Transaction: { Hash: string } }[] } };
      hashes.push(...EVM.DEXTrades.map(({ Transaction }) => Transaction.Hash));
      const come = ({ hash }: { hash: string | undefined }) => hash !== undefined && hashes.includes(hash);
      for (const { resolve } of watchers.filter(come)) resolve();
      watchers = watchers.filter((watcher) => !come(watcher));
    },
    error,
    has: (hash) =>
      new Promise((resolve) => {
        if (hash !== undefined && hashes.includes(hash)) resolve();
        else watchers.push({ hash, resolve });
      }),
    failed,
  };
}
