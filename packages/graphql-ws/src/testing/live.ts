import {
  createTokenRefresher,
  type FetchToken,
  type TokenEvent,
  type TokenRefresher,
  type TokenRefresherOptions,
  type TokenRequestError,
} from '@token-refresher/core';
import { createFakeClock, type FakeClock, type LocalApi, startLocalApi } from '@token-refresher/test-support';
import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import { onTestFinished } from 'vitest';
import { WebSocket as WsWebSocket } from 'ws';
import { tokenInConnectionParams } from '../token-in-connection-params.ts';
import { tokenInUrl } from '../token-in-url.ts';

export const hourMs = 3_600_000;
export const trades = 'subscription { EVM(network: eth) { DEXTrades { Transaction { Hash } } } }';

/** What opens the sockets: the package `ws` tells the HTTP status of a refused upgrade, Node's own does not. */
export const runtimes = [
  { runtime: 'ws', webSocketImpl: WsWebSocket },
  { runtime: "Node's own WebSocket", webSocketImpl: globalThis.WebSocket },
] as const;

/** The two places where a token can go. */
export const places = ['url', 'connection_init'] as const;

export interface Scene {
  readonly api: LocalApi;
  readonly clock: FakeClock;
  readonly tokens: TokenRefresher;
  readonly events: TokenEvent[];
  readonly client: Client;
  readonly reconnect: () => Promise<void>;
  /** How often the source was asked. */
  readonly fetched: () => number;
  /** Lets the source wait until the returned function is called. */
  holdTokens(): () => void;
  /** Lets the source fail until it is told `undefined`. */
  failWith(error: (() => TokenRequestError) | undefined): void;
  /** The tokens that were tried, one for each connect. (Node's own WebSocket asks twice when it is answered 401.) */
  tried(): (string | undefined)[];
}

export interface SceneOptions extends Partial<ClientOptions> {
  readonly place?: (typeof places)[number];
  readonly refresher?: TokenRefresherOptions;
}

/** An API, a token refresher on a clock that stands still, and a client that waits for nothing before it reconnects. */
export async function scene({ place = 'url', refresher, ...options }: SceneOptions = {}): Promise<Scene> {
  const api = await startLocalApi();
  onTestFinished(() => api.close());
  api.live.takeTokenFrom(place);
  const clock = createFakeClock();
  let failure: (() => TokenRequestError) | undefined;
  let fetched = 0;
  let held: Promise<void> | undefined;
  const fetchToken: FetchToken = async () => {
    fetched += 1;
    await held;
    if (failure) throw failure();
    return { value: api.issueToken(), expiresAt: clock.now() + hourMs };
  };
  const tokens = createTokenRefresher(fetchToken, { clock, ...refresher });
  onTestFinished(() => tokens.close());
  const events: TokenEvent[] = [];
  tokens.subscribe((event) => events.push(event));
  const { webSocketImpl } = options;
  const { reconnect, ...parts } =
    place === 'url'
      ? tokenInUrl(tokens, api.live.url, { webSocketImpl })
      : { url: api.live.url, ...tokenInConnectionParams(tokens, { webSocketImpl }) };
  const client = createClient({ retryWait: async () => {}, ...options, ...parts });
  onTestFinished(() => client.terminate());
  return {
    api,
    clock,
    tokens,
    events,
    client,
    reconnect,
    fetched: () => fetched,
    holdTokens() {
      let release!: () => void;
      held = new Promise((resolve) => {
        release = resolve;
      });
      return release;
    },
    failWith(error) {
      failure = error;
    },
    tried: () =>
      api.live.connects
        .filter(({ token }, index, { [index - 1]: last }) => last?.reason === undefined || last.token !== token)
        .map(({ token }) => token),
  };
}

/** What a subscription has been told. */
export interface Stream {
  /** Transaction hashes of the trades, in order. */
  readonly hashes: string[];
  /** Every result as it came. */
  readonly results: unknown[];
  /** Resolves with the error, or with `complete`. */
  readonly ended: Promise<unknown>;
  /** Resolves when so many results have come. */
  received(count: number): Promise<void>;
  unsubscribe(): void;
}

/** Subscribes to trades, or to another document. */
export function open(client: Client, query: string = trades): Stream {
  const hashes: string[] = [];
  const results: unknown[] = [];
  let watchers: { count: number; resolve: () => void }[] = [];
  let unsubscribe = () => {};
  const ended = new Promise<unknown>((resolve) => {
    unsubscribe = client.subscribe(
      { query },
      {
        next(result) {
          results.push(result);
          hashes.push(...hashesIn(result.data));
          for (const watcher of watchers) if (results.length >= watcher.count) watcher.resolve();
          watchers = watchers.filter(({ count }) => results.length < count);
        },
        error: resolve,
        complete: () => resolve('complete'),
      },
    );
  });
  return {
    hashes,
    results,
    ended,
    unsubscribe: () => unsubscribe(),
    received: (count) =>
      results.length >= count
        ? Promise.resolve()
        : new Promise((resolve) => {
            watchers.push({ count, resolve });
          }),
  };
}

function hashesIn(data: unknown): string[] {
  const trades = (data as { EVM?: { DEXTrades: { Transaction: { Hash: string } }[] } } | null | undefined)?.EVM;
  return trades?.DEXTrades.map(({ Transaction }) => Transaction.Hash) ?? [];
}
