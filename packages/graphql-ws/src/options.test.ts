import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { createTokenRefresher, staticToken } from '@token-refresher/core';
import { bitquery } from '@token-refresher/core/bitquery';
import { createGate } from '@token-refresher/test-support';
import type { ClientOptions } from 'graphql-ws';
import { createClient } from 'graphql-ws';
import { afterEach, beforeEach, describe, expect, expectTypeOf, onTestFinished, test, vi } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { open, runtimes, scene } from './testing/live.ts';
import { tokenInConnectionParams } from './token-in-connection-params.ts';
import { tokenInUrl } from './token-in-url.ts';

const tokens = createTokenRefresher(staticToken('secret'));
const noWebSocket = "must be a WebSocket class, such as the package ws's WebSocket";

describe('tokenInUrl', () => {
  test('takes the addresses of the Bitquery preset', () => {
    const bitqueryTokens = createTokenRefresher(staticToken('secret'), { origins: bitquery.origins });
    const options = tokenInUrl(bitqueryTokens, bitquery.webSocket, { webSocketImpl: WebSocket });
    createClient(options);
    expect(options.url()).toBe(bitquery.webSocket);
  });

  test('keeps what else is in the URL, and replaces a token that was pasted into it', async () => {
    const { api, tokens } = await scene();
    const options = tokenInUrl(tokens, `${api.live.url}?network=eth&access_token=old`, { parameter: 'access_token' });
    open(createClient({ ...options, retryAttempts: 0 }));
    expect(options.url()).toBe(`${api.live.url}?network=eth`);
    await api.live.connectsReached(1);
    expect(api.live.connects[0]?.url).toBe(`/graphql?network=eth&access_token=${tokens.peek()?.value}`);
  });

  test.each(['https://api.example.com/graphql', '/graphql', '', undefined as never])(
    'does not take %o for a URL',
    (url) => {
      expect(() => tokenInUrl(tokens, url)).toThrow(
        new TypeError("tokenInUrl: url must be a WebSocket URL such as 'wss://api.example.com/graphql'."),
      );
    },
  );

  test.each([
    ['parameter', '', "must be the name of a query parameter, such as 'token'"],
    ['parameter', 1, "must be the name of a query parameter, such as 'token'"],
    ['webSocketImpl', {}, noWebSocket],
  ])('says when %s is %o', (option, value, problem) => {
    expect(() => tokenInUrl(tokens, 'wss://api.example.com', { [option]: value })).toThrow(
      new TypeError(`tokenInUrl: option "${option}" ${problem}.`),
    );
  });

  test.each(['ws://api.example.com', 'wss://other.example.com'])('says when the token may not go to %s', (url) => {
    const { host } = new URL(url);
    const narrow = createTokenRefresher(staticToken('secret'), { origins: ['https://api.example.com'] });
    expect(() => tokenInUrl(narrow, url)).toThrow(
      new TypeError(
        `tokenInUrl: url leads to ${host}, where the token may not go: it must be wss, or a host of the refresher's ` +
          'allowInsecureRequests, and among its origins.',
      ),
    );
  });
});

describe('tokenInConnectionParams', () => {
  test.each([
    { connectionParams: { tenant: 7 } },
    { connectionParams: () => ({ tenant: 7 }) },
    { connectionParams: async () => ({ tenant: 7 }) },
  ])('puts the token beside what the user sends: %o', async (own) => {
    const { api, tokens } = await scene({ place: 'connection_init' });
    open(createClient({ url: api.live.url, ...tokenInConnectionParams(tokens, own) }));
    await api.live.subscriptionsReached(1);
    expect(api.live.connects[0]?.params).toEqual({ tenant: 7, Authorization: `Bearer ${tokens.peek()?.value}` });
  });

  test('puts the token where the server looks for it', async () => {
    const { api, tokens } = await scene({ place: 'connection_init' });
    const options = tokenInConnectionParams(tokens, { paramsFor: (token) => ({ headers: { authorization: token } }) });
    open(createClient({ url: api.live.url, ...options, retryAttempts: 0 }));
    await expect.poll(() => api.live.connects[0]?.params).toBeDefined();
    expect(api.live.connects[0]?.params).toEqual({ headers: { authorization: api.issuedTokens[0] } });
  });

  test.each([[(token: string) => ({ 'X-Token': token, tenant: 'acme' })], [() => ({})]])(
    "puts it there as the refresher's header says: %o",
    async (header) => {
      const { api } = await scene({ place: 'connection_init' });
      const tokens = createTokenRefresher(async () => ({ value: 't1' }), { header });
      onTestFinished(() => tokens.close());
      open(createClient({ url: api.live.url, ...tokenInConnectionParams(tokens), retryAttempts: 0 }));
      await expect.poll(() => api.live.connects[0]?.params).toEqual(header('t1'));
    },
  );

  test('ends the subscription with what the own function throws', async () => {
    const { api, tokens } = await scene({ place: 'connection_init' });
    const failure = new Error('No tenant.');
    const connectionParams = () => Promise.reject(failure);
    const client = createClient({ url: api.live.url, ...tokenInConnectionParams(tokens, { connectionParams }) });
    expect(await open(client).ended).toBe(failure);
  });

  test.each([
    ['connectionParams', 'must be an object, or a function that returns one'],
    ['paramsFor', 'must be a function that returns an object, such as (token) => ({ token })'],
    ['webSocketImpl', noWebSocket],
  ])('says when %s cannot be used', (option, problem) => {
    expect(() => tokenInConnectionParams(tokens, { [option]: 1 })).toThrow(
      new TypeError(`tokenInConnectionParams: option "${option}" ${problem}.`),
    );
  });
});

test('an option that is not known is named', () => {
  const misspelt = { webSocketImp: WebSocket } as never;
  expect(() => tokenInUrl(tokens, 'wss://api.example.com', misspelt)).toThrow(
    new TypeError('tokenInUrl: option "webSocketImp" is not known; known are: parameter, webSocketImpl.'),
  );
  expect(() => tokenInConnectionParams(tokens, misspelt)).toThrow(
    /^tokenInConnectionParams: option "webSocketImp" is not known/,
  );
});

test.each(['wss://user:canary@api.example.com:x/', 'https://api.example.com/?token=canary'])(
  'no error repeats what an address may hide: %s',
  (url) => {
    expect(() => tokenInUrl(tokens, url)).toThrow(/^(?!.*canary)tokenInUrl: url must be/);
  },
);

test.each([(tokens: never) => tokenInUrl(tokens, 'wss://api.example.com'), tokenInConnectionParams])(
  'tokens must be a refresher',
  (make) => {
    expect(() => make({ value: 'secret' } as never)).toThrow(/^tokenIn\w+: tokens must come from createTokenRefresher/);
  },
);

test('what is made fits createClient', () => {
  expectTypeOf({ ...tokenInUrl(tokens, 'wss://api.example.com'), lazy: false }).toExtend<ClientOptions>();
  expectTypeOf({ url: '', ...tokenInConnectionParams(tokens) }).toExtend<ClientOptions>();
});

describe('a runtime without WebSocket', () => {
  beforeEach(() => vi.stubGlobal('WebSocket', undefined));
  afterEach(() => vi.unstubAllGlobals());

  test('an error says where webSocketImpl goes', () => {
    expect(() => tokenInUrl(tokens, 'wss://api.example.com')).toThrow(
      /^tokenInUrl: option "webSocketImpl" is needed, .* ws; createClient must not get it\.$/,
    );
    expect(() => tokenInConnectionParams(tokens)).toThrow(/^tokenInConnectionParams: option "webSocketImpl" is needed/);
    const options = tokenInUrl(tokens, 'wss://api.example.com', { webSocketImpl: WebSocket });
    expect(() => createClient(options)).not.toThrow();
  });
});

describe.each(runtimes)('the rest of graphql-ws, $runtime', ({ webSocketImpl }) => {
  test("the user's own on, shouldRetry, retryWait and generateID work as before", async () => {
    const calls: string[] = [];
    const { api, client } = await scene({
      webSocketImpl,
      on: {
        connected: () => calls.push('connected'),
        closed: (event) => calls.push(`closed ${(event as CloseEvent).code}`),
      },
      shouldRetry: () => calls.push('shouldRetry') > 0,
      retryWait: async (retries) => void calls.push(`retryWait ${retries}`),
      generateID: () => 'mine',
    });
    open(client);
    await api.live.subscriptionsReached(1);
    api.live.closeAll(1013);
    await api.live.subscriptionsReached(1);
    await expect.poll(() => calls).toEqual(['connected', 'closed 1013', 'shouldRetry', 'retryWait 0', 'connected']);
  });

  test('a client that is not lazy connects at once and survives a refusal', async () => {
    const { api, tokens, client } = await scene({ webSocketImpl, lazy: false, onNonLazyError() {} });
    await api.live.connectsReached(1);
    await expect.poll(() => api.live.connects[0]?.outcome).toBe('acknowledged');
    api.revoke(tokens.peek()?.value ?? '');
    api.live.dropAll();
    await expect.poll(() => api.live.connects.at(-1)?.outcome).toBe('acknowledged');
    open(client);
    await api.live.subscriptionsReached(1);
  });

  test('what is no message is left to graphql-ws', async () => {
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    onTestFinished(() => server.close());
    server.on('connection', (socket) => socket.send('garbage'));
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    const client = createClient(tokenInUrl(tokens, `ws://127.0.0.1:${port}`, { webSocketImpl }));
    expect(await open(client).ended).toBeInstanceOf(SyntaxError);
  });

  test('the last unsubscribe closes the socket', async () => {
    const { api, client } = await scene({ webSocketImpl });
    const stream = open(client);
    await api.live.subscriptionsReached(1);
    stream.unsubscribe();
    expect(await stream.ended).toBe('complete');
    await api.live.connects[0]?.finished;
    expect(api.live.connects[0]?.closed).toEqual({ code: 1000, reason: 'Normal Closure' });
  });

  test('dispose closes the socket and nothing reconnects', async () => {
    const { api, client } = await scene({ webSocketImpl });
    const stream = open(client);
    await api.live.subscriptionsReached(1);
    await client.dispose();
    expect(await stream.ended).toBe('complete');
    expect(api.live.connects).toHaveLength(1);
  });

  // A refresh that nobody waits for any more goes on, and the next socket takes its token.
  test.each([
    ['before there is a token', 1],
    ['while the socket opens', 1],
    ['before the acknowledgement', 1],
    ['while a refused token is replaced', 2],
  ])('terminate %s gives that socket up, and the next one serves', async (moment, fetches) => {
    const gate = createGate();
    const { api, tokens, client, fetched } = await scene({ webSocketImpl });
    if (moment === 'while the socket opens') api.live.respondsWith({ kind: 'hold', gate }, { times: 1 });
    if (moment === 'before the acknowledgement') api.live.respondsWith({ kind: 'silence' }, { times: 1 });
    if (moment === 'before there is a token') open(client);
    else {
      const first = (await tokens.getToken()).value;
      if (moment === 'while a refused token is replaced') api.revoke(first);
      open(client);
      await api.live.connectsReached(1);
    }
    if (moment === 'while a refused token is replaced') {
      await new Promise<void>((resolve) => {
        tokens.subscribe(({ type }) => type === 'refresh-started' && resolve());
      });
    }
    client.terminate();
    gate.release();
    const stream = open(client);
    await api.live.subscriptionsReached(2);
    api.live.publish();
    await stream.received(1);
    expect(stream.hashes).toHaveLength(1);
    expect(api.live.subscriptions).toBe(2);
    expect(api.live.connects.filter(({ outcome }) => outcome === 'acknowledged')).toHaveLength(1);
    expect(fetched()).toBe(fetches);
  });

  test('the time limit for the acknowledgement holds for a second connect too, and ends with it', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const { api, tokens, client } = await scene({ webSocketImpl, connectionAckWaitTimeout: 60_000 });
      api.live.refuseWith({ kind: 'close', code: 4403, at: 'connection_init' });
      api.revoke((await tokens.getToken()).value);
      const stream = open(client);
      await api.live.subscriptionsReached(1);
      vi.advanceTimersByTime(120_000);
      api.live.publish();
      await stream.received(1);
      expect(api.live.connects).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });
});
