import { inspect } from 'node:util';
import { createTokenRefresher, TokenRequestError } from '@token-refresher/core';
import { type ClientOptions, createClient } from 'graphql-ws';
import { describe, expect, onTestFinished, test } from 'vitest';
import { WebSocket } from 'ws';
import { open, runtimes, scene } from './testing/live.ts';
import { type TokenInConnectionParams, tokenInConnectionParams } from './token-in-connection-params.ts';
import { tokenInUrl } from './token-in-url.ts';

const misplaced = (caller: string, name: string, whatGoes: string) =>
  `${caller}: ${name} is where your ${whatGoes}: createClient was given its own beside the part that ${caller} made, which is therefore without effect.`;
const params = misplaced(
  'tokenInConnectionParams',
  'option "connectionParams"',
  'connectionParams go, as in tokenInConnectionParams(tokens, { connectionParams })',
);

describe('a webSocketImpl', () => {
  const socket = 'option "webSocketImpl"';

  test('ends the subscription with an error that says where it goes', async () => {
    const { api, tokens } = await scene({ place: 'connection_init' });
    const client = createClient({ url: api.live.url, ...tokenInConnectionParams(tokens), webSocketImpl: WebSocket });
    expect(await open(client).ended).toEqual(
      new TypeError(misplaced('tokenInConnectionParams', socket, 'WebSocket class goes')),
    );
  });

  test('is noticed when the URL is asked for, before anything is opened', async () => {
    const { api, tokens } = await scene();
    const options: ClientOptions = { ...tokenInUrl(tokens, api.live.url), webSocketImpl: WebSocket };
    createClient(options);
    expect(options.url).toThrow(misplaced('tokenInUrl', socket, 'WebSocket class goes'));
    expect(api.live.connects).toHaveLength(0);
  });
});

describe.each(runtimes)('connectionParams, $runtime', ({ webSocketImpl }) => {
  test.each<[string, ClientOptions['connectionParams']]>([
    ['an object', { tenant: 7 }],
    ['a function', () => ({ tenant: 7 })],
    ['a function that takes its time', async () => ({ tenant: 7 })],
    ['nothing', undefined],
  ])('%s: the subscription ends with an error that says where they go', async (_, connectionParams) => {
    const { api, tokens } = await scene({ place: 'connection_init' });
    const part = tokenInConnectionParams(tokens, { webSocketImpl });
    const client = createClient({ url: api.live.url, ...part, connectionParams });
    expect(await open(client).ended).toEqual(new TypeError(params));
    expect(api.live.connects.map((connect) => connect.params)).toEqual([undefined]);
  });

  test.each<[string, (ours: TokenInConnectionParams['connectionParams']) => Promise<Record<string, unknown>>]>([
    ['behind', async (ours) => ({ ...(await ours()), tenant: 7 })],
    ['before', async (ours) => ({ tenant: await Promise.resolve(7), ...(await ours()) })],
  ])('a function that adds something %s what ours returns is served, also after a loss', async (_, adding) => {
    const { api, tokens } = await scene({ place: 'connection_init' });
    const part = tokenInConnectionParams(tokens, { webSocketImpl });
    const connectionParams = () => adding(part.connectionParams);
    const client = createClient({ url: api.live.url, ...part, connectionParams, retryWait: async () => {} });
    onTestFinished(() => client.terminate());
    open(client);
    await api.live.subscriptionsReached(1);
    api.live.dropAll();
    await api.live.subscriptionsReached(1);
    const sent = { tenant: 7, Authorization: `Bearer ${tokens.peek()?.value}` };
    expect(api.live.connects.map((connect) => connect.params)).toEqual([sent, sent]);
  });

  test('which come only after a loss are noticed then', async () => {
    const { api, tokens } = await scene({ place: 'connection_init' });
    const part = tokenInConnectionParams(tokens, { webSocketImpl });
    let isFirst = true;
    const connectionParams = async () => {
      const ours = isFirst ? await part.connectionParams() : undefined;
      isFirst = false;
      return ours;
    };
    const client = createClient({ url: api.live.url, ...part, connectionParams, retryWait: async () => {} });
    const stream = open(client);
    await api.live.subscriptionsReached(1);
    api.live.dropAll();
    expect(await stream.ended).toEqual(new TypeError(params));
  });

  test('two clients with one part are served side by side', async () => {
    const { api, tokens } = await scene({ place: 'connection_init' });
    const part = tokenInConnectionParams(tokens, { webSocketImpl, connectionParams: async () => ({ tenant: 7 }) });
    for (const _ of [1, 2]) {
      const client = createClient({ url: api.live.url, ...part });
      onTestFinished(() => client.terminate());
      open(client);
    }
    await api.live.subscriptionsReached(2);
    expect(api.live.connects.map(({ outcome }) => outcome)).toEqual(['acknowledged', 'acknowledged']);
  });

  test("beside a token in the URL are the user's own", async () => {
    const { api, client } = await scene({ webSocketImpl, connectionParams: { tenant: 7 } });
    open(client);
    await api.live.subscriptionsReached(1);
    expect(api.live.connects[0]?.params).toEqual({ tenant: 7 });
  });

  test('guests are told, too: they will sign in', async () => {
    const { api } = await scene({ place: 'connection_init' });
    const guests = createTokenRefresher(async () => {
      throw new TokenRequestError('Nobody is signed in.', { code: 'signed_out', permanent: true });
    });
    onTestFinished(() => guests.close());
    const part = tokenInConnectionParams(guests, { webSocketImpl });
    const url = api.live.url;
    expect(await open(createClient({ url, ...part, connectionParams: { tenant: 7 } })).ended).toEqual(
      new TypeError(params),
    );
    expect(await open(createClient({ url, ...part, retryAttempts: 0 })).ended).toMatchObject({ code: 4401 });
  });
});

describe('a url', () => {
  test.each(['?tenant=7', '/other', '?token=old'])(
    'ends the subscription with an error that says where it goes (%s)',
    async (end) => {
      const { api, tokens } = await scene();
      const client = createClient({ ...tokenInUrl(tokens, api.live.url), url: `${api.live.url}${end}` });
      const message = misplaced('tokenInUrl', 'argument url', 'address goes');
      expect(await open(client).ended).toMatchObject({ code: 4005, message, cause: new TypeError(message) });
      expect(api.live.connects).toHaveLength(0);
    },
  );

  test('that is none is told without being repeated', async () => {
    const { api, tokens } = await scene();
    const client = createClient({ ...tokenInUrl(tokens, api.live.url), url: 'ws://[canary' });
    const error = await open(client).ended;
    expect(error).toMatchObject({ code: 4005, message: expect.stringMatching(/^tokenInUrl: argument url is/) });
    expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('canary');
  });

  test('that is the same is served', async () => {
    const { api, tokens } = await scene();
    const url = `${api.live.url}?tenant=%37 7&a=b%20c`;
    const client = createClient({ ...tokenInUrl(tokens, url), url });
    onTestFinished(() => client.terminate());
    open(client);
    await api.live.connectsReached(1);
    expect(api.live.connects[0]?.url).toMatch(/^\/graphql\?tenant=7\+7&a=b\+c&token=/);
  });
});
