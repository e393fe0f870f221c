import {
  createAuthorizedFetch,
  createTokenRefresher,
  type TokenRefresher,
  TokenRequestError,
} from '@token-refresher/core';
import { createGate, misbehave, startStranger } from '@token-refresher/test-support';
import type { Client, Exchange } from '@urql/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fromValue, merge } from 'wonka';
import { pairs } from './testing/pairs.ts';
import { setStage } from './testing/stage.ts';
import { tokenRefreshExchange } from './token-refresh-exchange.ts';

const ask = (client: Client, document = '{ viewer }', context = {}) => client.query(document, {}, context).toPromise();

describe.each(pairs)('$name', (pair) => {
  const { core } = pair;

  test("it works around the operation's own fetch, or the client's, and asks it for both requests", async () => {
    const calls: string[] = [];
    const noting =
      (name: string): typeof fetch =>
      (input, init) => {
        calls.push(name);
        return fetch(input, init);
      };
    const { api, client } = await setStage({ pair, client: { fetch: noting('client') } });
    await ask(client);
    api.expireAll();
    await ask(client, '{ viewer }', { fetch: noting('operation'), requestPolicy: 'network-only' });
    expect(calls).toEqual(['client', 'operation', 'operation']);
  });

  test.each([
    { authorization: 'Basic eA==' },
    { Authorization: 'Basic eA==' },
    { AUTHORIZATION: 'Basic eA==' },
    new Headers({ Authorization: 'Basic eA==' }),
    [['AuThOrIzAtIoN', 'Basic eA==']] as [string, string][],
  ])('an Authorization of whatever case in %o is replaced', async (headers) => {
    const { api, client, sent } = await setStage({ pair, client: { fetchOptions: { headers } } });
    await ask(client);
    expect(sent()).toEqual(['t1']);
    expect(api.graphqlRequests[0]?.headers.authorization).toBe(`Bearer ${api.issuedTokens[0]}`);
  });

  test('what a fetchOptions function says about Authorization does not replace the new token', async () => {
    const fetchOptions = () => ({ headers: { authorization: 'Basic eA==', 'x-app': '1' } });
    const { api, client, sent } = await setStage({ pair, client: { fetchOptions } });
    api.graphqlRespondsWith(misbehave.refuse(), { times: 1 });
    expect((await ask(client)).data).toEqual({ viewer: 'viewer' });
    expect(sent()).toEqual(['t1', 't2']);
  });

  test('headers that exchanges behind it have added are sent with the second request too', async () => {
    const { api, client } = await setStage({
      pair,
      client: { fetchOptions: () => ({ headers: { 'x-app': '1' } }) },
      exchanges: (auth) => [
        auth,
        core.mapExchange({
          onOperation: (operation) =>
            core.makeOperation(operation.kind, operation, {
              ...operation.context,
              fetchOptions: { headers: { 'x-app': '1', 'x-inner': '2' } },
            }),
        }),
        core.fetchExchange,
      ],
    });
    api.graphqlRespondsWith(misbehave.refuse(), { times: 1 });
    await ask(client);
    expect(api.graphqlRequests.map(({ headers }) => headers['x-inner'])).toEqual(['2', '2']);
  });

  test('a query that was sent by GET is repeated past the HTTP cache', async () => {
    const modes: unknown[] = [];
    const { api, client } = await setStage({
      pair,
      client: {
        preferGetMethod: true,
        fetch: (input, init) => {
          modes.push(init?.cache);
          return fetch(input, init);
        },
      },
    });
    api.graphqlRespondsWith(misbehave.refuse('200 errors without data'), { times: 1 });
    expect((await ask(client)).data).toEqual({ viewer: 'viewer' });
    expect(api.graphqlRequests.map(({ method }) => method)).toEqual(['GET', 'GET']);
    expect(modes).toEqual([undefined, 'reload']);
  });

  test('a file is sent again with its mutation', async () => {
    const { api, client } = await setStage({ pair });
    api.graphqlRespondsWith(misbehave.refuse(), { times: 1 });
    const upload = 'mutation ($file: File!) { upload(file: $file) }';
    const { data } = await client.mutation(upload, { file: new Blob(['12345']) }).toPromise();
    expect([data, api.graphqlRequests.length]).toEqual([{ upload: 5 }, 2]);
  });

  test('when no token can be obtained after a rejection, that error and the response are both within reach', async () => {
    const { api, client } = await setStage({ pair });
    await ask(client);
    api.deleteApplication();
    const { error } = await ask(client, 'query Again { viewer }');
    const networkError = error?.networkError;
    expect(networkError).toBeInstanceOf(TokenRequestError);
    expect(error?.message).toMatch(/^\[Network\] The API answered "Unauthorized" and there is no new token/);
    const response = TokenRequestError.is(networkError) ? (networkError.apiResponse as Response) : undefined;
    expect(error?.response).toBe(response);
    expect([response?.status, await response?.text()]).toEqual([401, 'Unauthorized']);
  });

  test('when the first token cannot be had, nothing is sent', async () => {
    const { api, client } = await setStage({ pair });
    api.deleteApplication();
    const { error } = await ask(client);
    expect(error?.networkError).toBeInstanceOf(TokenRequestError);
    expect([error?.response, api.graphqlRequests.length]).toEqual([undefined, 0]);
  });

  describe('teardown', () => {
    test('a query that ends during a refresh sends nothing more; the others get their token', async () => {
      const { api, client } = await setStage({ pair });
      await ask(client);
      api.expireAll();
      const gate = createGate();
      api.tokenEndpointRespondsWith(misbehave.hold(gate));
      const { unsubscribe } = client.query('query Leaves { viewer }', {}).subscribe(() => expect.unreachable());
      const stays = ask(client, 'query Stays { viewer }');
      await api.graphqlRequestsReached(3);
      await gate.waitFor(1);
      unsubscribe();
      gate.release();
      expect((await stays).data).toEqual({ viewer: 'viewer' });
      await ask(client, 'query Later { viewer }');
      const asked = api.graphqlRequests.filter(({ operationName }) => operationName === 'Leaves');
      expect([asked.length, api.tokenRequests.length]).toEqual([1, 2]);
    });

    test('when the last one leaves, the refresh goes on, and the next one joins it', async () => {
      const { api, client, tokens } = await setStage({ pair });
      const events: string[] = [];
      tokens.subscribe(({ type }) => events.push(type));
      const gate = createGate();
      api.tokenEndpointRespondsWith(misbehave.hold(gate));
      const { unsubscribe } = client.query('query Leaves { viewer }', {}).subscribe(() => expect.unreachable());
      await gate.waitFor(1);
      unsubscribe();
      const next = ask(client);
      gate.release();
      expect((await next).data).toEqual({ viewer: 'viewer' });
      expect(events).toEqual(['refresh-started', 'refresh-succeeded']);
      expect([api.tokenRequests.length, api.graphqlRequests.length]).toEqual([1, 1]);
    });

    test('many operations share one refresh', async () => {
      const { api, client } = await setStage({ pair });
      await ask(client);
      api.expireAll();
      const names = Array.from({ length: 20 }, (_, index) => `query Q${index} { viewer }`);
      const results = await Promise.all(names.map((name) => ask(client, name)));
      expect(results.map(({ data }) => data)).toEqual(names.map(() => ({ viewer: 'viewer' })));
      expect(api.tokenRequests).toHaveLength(2);
    });
  });

  describe('where the token goes', () => {
    const withoutOrigins = (url: string, fetchToken = async () => ({ value: 'token' })) => {
      const tokens = createTokenRefresher(fetchToken);
      return core.createClient({ url, exchanges: [tokenRefreshExchange(tokens), core.fetchExchange] });
    };

    test("without origins: to the client's url, and to no other of an operation's", async () => {
      const [own, foreign] = await Promise.all([startStranger(), startStranger()]);
      onTestFinished(async () => {
        await Promise.all([own.close(), foreign.close()]);
      });
      const client = withoutOrigins(own.origin);
      await ask(client);
      await ask(client, 'query Elsewhere { viewer }', { url: foreign.origin });
      await ask(client, 'query OwnPath { viewer }', { url: `${own.origin}/v2` });
      const authorization = (stranger: typeof own) => stranger.requests.map(({ headers }) => headers.authorization);
      expect(authorization(own)).toEqual(['Bearer token', 'Bearer token']);
      expect(authorization(foreign)).toEqual([undefined]);
    });

    test("with origins: there, also from a client whose url is another's", async () => {
      const stranger = await startStranger();
      onTestFinished(() => stranger.close());
      const { api, client, sent } = await setStage({ pair });
      await ask(client, '{ viewer }', { url: stranger.origin });
      await ask(client);
      expect(stranger.requests[0]?.headers.authorization).toBeUndefined();
      expect([sent(), api.tokenRequests.length]).toEqual([['t1'], 1]);
    });

    test('an Authorization of its own goes along to a foreign url', async () => {
      const stranger = await startStranger();
      onTestFinished(() => stranger.close());
      const { client } = await setStage({ pair });
      const fetchOptions = { headers: { authorization: 'Basic eA==' } };
      await ask(client, '{ viewer }', { url: stranger.origin, fetchOptions });
      expect(stranger.requests[0]?.headers.authorization).toBe('Basic eA==');
    });
  });

  describe('bad input', () => {
    test.each([undefined, null, {}, 'token', async () => ({ value: 'token' }), Promise.resolve()])(
      'tokens of the wrong kind are refused at construction: %o',
      (tokens) => {
        const construct = () => tokenRefreshExchange(tokens as unknown as TokenRefresher);
        expect(construct).toThrow(TypeError);
        expect(construct).toThrow(/^tokenRefreshExchange: tokens must come from createTokenRefresher/);
      },
    );

    test('an isUnauthorized that is no function is refused at construction', async () => {
      const { tokens } = await setStage({ pair });
      const construct = () => tokenRefreshExchange(tokens, { isUnauthorized: /401/ as never });
      expect(construct).toThrow(
        new TypeError('tokenRefreshExchange: option "isUnauthorized" must be a function (response) => boolean.'),
      );
    });

    test.each([
      [{ isUnauthorised: () => true }, '"isUnauthorised"'],
      [{ origins: ['https://a.test'] }, '"origins"'],
      [null, 'options'],
    ])('options that are not known are refused at construction: %o', async (options, name) => {
      const { tokens } = await setStage({ pair });
      const construct = () => tokenRefreshExchange(tokens, options as never);
      expect(construct).toThrow(TypeError);
      expect(construct).toThrow(name);
    });

    test('a fetch that adds a token already is refused when an operation has it', async () => {
      const { tokens, client } = await setStage({ pair });
      const { error } = await ask(client, '{ viewer }', { fetch: createAuthorizedFetch(tokens) });
      expect(error?.networkError).toMatchObject({
        name: 'TypeError',
        message: expect.stringMatching(/option "fetch"/),
      });
    });

    test('behind fetchExchange: the first operation says so, and is not sent', async () => {
      const { api, client } = await setStage({ pair, exchanges: (auth) => [core.fetchExchange, auth] });
      await expect(ask(client)).rejects.toThrow('tokenRefreshExchange must stand before fetchExchange');
      expect(api.graphqlRequests).toHaveLength(0);
    });

    test('in development it listens for what was sent past it until its first operation, and no longer', async () => {
      let listening = 0;
      const counting: Exchange = (input) => {
        const { subscribeToDebugTarget } = input.client;
        input.client.subscribeToDebugTarget = (listener) => {
          const subscription = subscribeToDebugTarget?.(listener);
          listening++;
          return {
            unsubscribe() {
              listening--;
              subscription?.unsubscribe();
            },
          };
        };
        return input.forward;
      };
      const { client } = await setStage({ pair, exchanges: (auth) => [auth, counting, core.fetchExchange] });
      expect(listening).toBe(1);
      await ask(client);
      expect(listening).toBe(0);
      await ask(client, '{ viewer }', { requestPolicy: 'network-only' });
      expect(listening).toBe(0);
    });

    test('a mutation that an exchange behind it sends by itself, before any operation, is none of its business', async () => {
      const { api, client } = await setStage({
        pair,
        exchanges: (auth) => {
          const signIn: Exchange = (input) => (operations) => {
            const operation = input.client.createRequestOperation(
              'mutation',
              core.createRequest('mutation { count }', {}),
            );
            return input.forward(merge([fromValue(operation), operations]));
          };
          return [auth, signIn, core.fetchExchange];
        },
      });
      api.graphqlRespondsWith(misbehave.json({ data: { count: 1 } }), { times: 1 });
      expect((await ask(client)).data).toEqual({ viewer: 'viewer' });
      expect(api.graphqlRequests).toHaveLength(2);
    });

    test('a client of a production build, which has no debug target, is as good', async () => {
      const { client } = await setStage({
        pair,
        exchanges: (auth) => [
          (input) => auth({ ...input, client: Object.create(input.client, { subscribeToDebugTarget: {} }) }),
          core.fetchExchange,
        ],
      });
      expect((await ask(client)).data).toEqual({ viewer: 'viewer' });
    });

    test('operations that another exchange sends elsewhere are none of its business', async () => {
      const stranger = await startStranger();
      onTestFinished(() => stranger.close());
      const { client } = await setStage({ pair, exchanges: (auth) => [core.fetchExchange, auth] });
      expect((await ask(client, '{ viewer }', { url: stranger.origin })).data).toEqual({ viewer: 'stranger' });
    });
  });
});
