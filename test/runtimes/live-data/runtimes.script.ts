// Runs in every runtime: subscribes with nothing but the packages, and does what the control server is asked to arrange.
import { createTokenRefresher } from '@token-refresher/core';
import { tokenInConnectionParams, tokenInUrl } from '@token-refresher/graphql-ws';
import { createClient } from 'graphql-ws';

const trades = 'subscription { EVM(network: eth) { DEXTrades { Transaction { Hash } } } }';

/** What the script has seen. */
export interface Report {
  /** Events after the first connect, after a revocation with a lost network, and after `reconnect`. */
  readonly events: number;
  /** How the subscription ended when every token was refused. */
  readonly end: { readonly code: unknown; readonly message: unknown };
  /** Everything that the client's listeners and the sink were told, as a log would show it. */
  readonly shown: string;
}

/** @param control URL of the control server. */
export async function play(
  control: string,
  url: string,
  place: 'url' | 'connection_init',
  inspect: (value: unknown) => string = JSON.stringify,
  webSocketImpl?: unknown,
): Promise<Report> {
  const ask = async (what: string) => (await fetch(`${control}/${what}`)).text();
  const tokens = createTokenRefresher(async () => ({ value: await ask('token') }));
  const shown: unknown[] = [];
  const { reconnect, ...options } =
    place === 'url'
      ? tokenInUrl(tokens, url, { webSocketImpl })
      : { url, ...tokenInConnectionParams(tokens, { webSocketImpl }) };
  const client = createClient({
    ...options,
    retryWait: async () => {},
    on: {
      error: (error) => shown.push(error),
      closed: (event) => shown.push(event),
      connected: (socket) => shown.push(socket),
    },
  });
  let events = 0;
  let resolveEvent = () => {};
  const event = () =>
    new Promise<void>((resolve) => {
      resolveEvent = resolve;
    });
  const ended = new Promise<{ code: unknown; message: unknown }>((resolve) => {
    client.subscribe(
      { query: trades },
      {
        next() {
          events += 1;
          resolveEvent();
        },
        error: (error) => resolve(error as { code: unknown; message: unknown }),
        complete() {},
      },
    );
  });
  const nextEvent = async () => {
    const come = event();
    await ask('publish');
    await come;
  };

  await nextEvent();
  await ask('revoke-and-drop');
  await nextEvent();
  await ask('forget');
  await reconnect();
  await ask('new-socket');
  await nextEvent();
  await ask('refuse-and-drop');
  const end = await ended;
  shown.push(end);
  tokens.close();
  return { events, end: { code: end.code, message: end.message }, shown: shown.map(inspect).join('\n') };
}
