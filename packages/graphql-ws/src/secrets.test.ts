import { inspect } from 'node:util';
import { createTokenRefresher, staticToken } from '@token-refresher/core';
import { createGate } from '@token-refresher/test-support';
import { type ClientOptions, createClient } from 'graphql-ws';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { open, places, runtimes, scene } from './testing/live.ts';
import { clientOf } from './testing/scripted-client.ts';
import { acknowledging, type Script, startScriptedServer } from './testing/scripted-server.ts';
import { tokenInConnectionParams } from './token-in-connection-params.ts';
import { tokenInUrl } from './token-in-url.ts';

const events = ['connecting', 'opened', 'connected', 'closed', 'error', 'message', 'ping', 'pong'] as const;

describe.each(runtimes)('$runtime', ({ webSocketImpl }) => {
  test.each(places)('no error and no event holds a token (%s)', async (place) => {
    const seen: unknown[] = [];
    const on: ClientOptions['on'] = Object.fromEntries(
      events.map((event) => [event, (...args: unknown[]) => void seen.push([event, ...args])]),
    );
    const { api, client, tokens, events: tokenEvents } = await scene({ webSocketImpl, place, on, retryAttempts: 1 });
    api.revoke((await tokens.getToken()).value);
    const served = open(client);
    await api.live.subscriptionsReached(1);
    api.live.publish();
    await served.received(1);
    api.refuseEverything(true);
    api.live.dropAll();
    seen.push(await served.ended);
    api.live.respondsWith({ kind: 'reset' });
    api.graphqlRespondsWith({ kind: 'reset' });
    seen.push(await open(client).ended, tokenEvents);
    expect(api.issuedTokens.length).toBeGreaterThan(1);
    for (const one of seen) {
      const text = `${inspect(one, { depth: 10, showHidden: true })} ${JSON.stringify(one)} ${(one as Error).stack}`;
      for (const token of api.issuedTokens) expect(text).not.toContain(token);
    }
    expect(seen.flat()).toContain('closed');
  });
});

const canary = 'canary-token-ab/cd+ef';
const shownAs: [string, string][] = [
  ['as it is', canary],
  ['cut', canary.slice(0, 12)],
  ['in an address', encodeURIComponent(canary)],
  ['in base64', btoa(canary)],
];
const ends = runtimes.flatMap(({ runtime, webSocketImpl }) =>
  ['connect', 'stream'].flatMap((when) => [4400, 4403, 4500].map((code) => ({ runtime, webSocketImpl, when, code }))),
);

describe.each(ends)('$runtime, a close $code of a $when', ({ webSocketImpl, when, code }) => {
  test.each(shownAs)('that shows the token %s: no error does', async (_how, shown) => {
    const end: Script = (_message, connect) => connect.close(code, `bad ${shown}`);
    const server = await startScriptedServer(when === 'connect' ? end : acknowledging(end));
    const seen: unknown[] = [];
    const on = { closed: (event: unknown) => void seen.push(event) };
    const fetchToken = async () => ({ value: canary });
    const { client } = await clientOf(server, { webSocketImpl, fetchToken, on, retryAttempts: 0 });
    const error = await open(client).ended;
    expect(error).toMatchObject({ message: expect.stringMatching(/\[redacted\]$/) });
    for (const one of [error, ...seen]) {
      const text = `${inspect(one, { depth: 10, showHidden: true })} ${JSON.stringify(one)}`;
      expect(text).not.toMatch(/canary|Y2FuYXJ5/);
    }
  });
});

test.each(shownAs)('a connection_error that shows the token %s is left out', async (_how, payload) => {
  const server = await startScriptedServer((_message, connect) => connect.say({ type: 'connection_error', payload }));
  const { client } = await clientOf(server, { fetchToken: async () => ({ value: canary }), retryAttempts: 0 });
  expect(await open(client).ended).toMatchObject({ message: expect.stringMatching(/\[redacted\]$/) });
});

test.each(places)('nor does the error of a WebSocket that cannot be opened (%s)', async (place) => {
  class Unopened {
    constructor(url: string) {
      throw new SyntaxError(`An invalid or illegal string was specified: ${url}`);
    }
  }
  const { client, api, tokens } = await scene({ webSocketImpl: Unopened, place, retryAttempts: 0 });
  const { value } = await tokens.getToken();
  const error = await open(client).ended;
  expect(error).toMatchObject({
    code: 4005,
    reason: 'Internal client error',
    message: 'The WebSocket could not be opened.',
  });
  expect(inspect(error, { depth: 10, showHidden: true })).not.toContain(value);
  expect(api.issuedTokens).toEqual([value]);
});

test('the options that are made hold no token', async () => {
  const { tokens, api } = await scene();
  const { value } = await tokens.getToken();
  const made = [tokenInUrl(tokens, api.live.url), tokenInConnectionParams(tokens)];
  expect(inspect(made, { depth: 10, showHidden: true })).not.toContain(value);
});

test('the token goes only where the refresher lets it go', async () => {
  const { api } = await scene();
  const tokens = createTokenRefresher(staticToken('secret'), { origins: ['https://api.example.com'] });
  expect(() => tokenInUrl(tokens, api.live.url)).toThrow(
    /^tokenInUrl: url leads to 127\.0\.0\.1:\d+, where the token may not go/,
  );
  expect(() => tokenInUrl(tokens, 'ws://api.example.com/graphql')).toThrow(
    /^tokenInUrl: url leads to api\.example\.com/,
  );
  expect(() => tokenInUrl(tokens, 'wss://api.example.com/graphql')).not.toThrow();
  api.live.takeTokenFrom('connection_init');
  const withheld: unknown[] = [];
  tokens.subscribe((event) => withheld.push(event));
  const client = createClient({ url: api.live.url, ...tokenInConnectionParams(tokens), retryAttempts: 0 });
  expect(await open(client).ended).toMatchObject({ code: 4403 });
  expect(api.live.connects[0]).toMatchObject({ token: undefined, reason: 'missing', params: {} });
  expect(withheld).toMatchObject([{ type: 'token-withheld', origin: api.origin }]);
});

test('two clients with one part and slow connectionParams: the one that gets no token gets not the other one’s', async () => {
  const { api } = await scene({ place: 'connection_init' });
  const stranger = await scene({ place: 'connection_init' });
  const limited = createTokenRefresher(async () => ({ value: api.issueToken() }), { origins: [api.origin] });
  onTestFinished(() => limited.close());
  const part = tokenInConnectionParams(limited);
  const gate = createGate();
  const connectionParams = async () => {
    await gate.pass();
    return { tenant: 7, ...(await part.connectionParams()) };
  };
  const elsewhere = createClient({ ...part, url: stranger.api.live.url, connectionParams, retryAttempts: 0 });
  onTestFinished(() => elsewhere.terminate());
  const { ended } = open(elsewhere);
  await gate.waitFor(1);
  const client = createClient({ ...part, url: api.live.url });
  onTestFinished(() => client.terminate());
  open(client);
  await api.live.subscriptionsReached(1);
  gate.release();
  await ended;
  expect(stranger.api.live.connects.map(({ params }) => params)).toEqual([{ tenant: 7 }]);
});

test('of a relative address the token goes where it is opened, and to no origin that a <base> leads to', async () => {
  const page = await scene({ place: 'connection_init' });
  const stranger = await scene({ place: 'connection_init' });
  onTestFinished(() => void vi.unstubAllGlobals());
  vi.stubGlobal('location', new URL(`${page.api.origin}/deep/page`));
  const connect = (baseURI: string) => {
    vi.stubGlobal('document', { baseURI });
    const client = createClient({ url: 'graphql', ...tokenInConnectionParams(page.tokens), retryAttempts: 0 });
    onTestFinished(() => client.terminate());
    return open(client);
  };
  connect(`${page.api.origin}/`);
  await page.api.live.subscriptionsReached(1);
  expect(page.api.live.connects[0]).toMatchObject({ url: '/graphql', token: page.api.issuedTokens[0] });
  await connect(`${stranger.api.origin}/`).ended;
  expect(stranger.api.live.connects[0]).toMatchObject({ url: '/graphql', params: {} });
  expect(page.events).toContainEqual(expect.objectContaining({ type: 'token-withheld', origin: stranger.api.origin }));
});
