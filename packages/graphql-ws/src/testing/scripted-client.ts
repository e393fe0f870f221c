import {
  createTokenRefresher,
  type FetchToken,
  type TokenEvent,
  type TokenRefresher,
  type TokenRefresherOptions,
} from '@token-refresher/core';
import { createFakeClock, type FakeClock } from '@token-refresher/test-support';
import { type Client, type ClientOptions, createClient } from 'graphql-ws';
import { onTestFinished } from 'vitest';
import { tokenInConnectionParams } from '../token-in-connection-params.ts';
import { tokenInUrl } from '../token-in-url.ts';
import { hourMs, type places } from './live.ts';
import type { ScriptedServer } from './scripted-server.ts';

export interface ScriptedClient {
  readonly client: Client;
  readonly tokens: TokenRefresher;
  readonly clock: FakeClock;
  readonly events: TokenEvent[];
  readonly reconnect: () => Promise<void>;
  /** How often the source was asked. */
  readonly fetched: () => number;
}

export interface ScriptedClientOptions extends Partial<ClientOptions> {
  readonly place?: (typeof places)[number];
  /** Default: t1, t2, …, each of which lives an hour. */
  readonly fetchToken?: FetchToken;
  readonly refresher?: TokenRefresherOptions;
}

/** A client of a scripted server, which waits for nothing before it reconnects. */
export async function clientOf(
  { url }: ScriptedServer,
  { place = 'url', fetchToken, refresher, ...options }: ScriptedClientOptions = {},
): Promise<ScriptedClient> {
  const clock = createFakeClock();
  let fetched = 0;
  const source: FetchToken = async (request) => {
    fetched += 1;
    return fetchToken ? fetchToken(request) : { value: `t${fetched}`, expiresAt: clock.now() + hourMs };
  };
  const tokens = createTokenRefresher(source, { clock, ...refresher });
  onTestFinished(() => tokens.close());
  const events: TokenEvent[] = [];
  tokens.subscribe((event) => events.push(event));
  const { webSocketImpl } = options;
  const { reconnect, ...parts } =
    place === 'url'
      ? tokenInUrl(tokens, url, { webSocketImpl })
      : { url, ...tokenInConnectionParams(tokens, { webSocketImpl }) };
  const client = createClient({ retryWait: async () => {}, ...options, ...parts });
  onTestFinished(() => client.terminate());
  return { client, tokens, clock, events, reconnect, fetched: () => fetched };
}
