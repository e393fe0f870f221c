import { refresherOptions, TokenRequestError } from '@token-refresher/core';
import { misbehave } from '@token-refresher/test-support';
import { describe, expect, test } from 'vitest';
import { setUp, versions } from './testing/clients.ts';
import { tokenRefreshMiddleware } from './token-refresh-middleware.ts';

describe.each(versions)('graphql-request $version', ({ GraphQLClient }) => {
  test('request, rawRequest and batchRequests are sent again, once, after the token was revoked', async () => {
    const { api, tokens, clock } = await setUp();
    const client = new GraphQLClient(api.url, tokenRefreshMiddleware(tokens));
    const document = 'query Echo($text: String!) { echo(text: $text) }';
    const variables = { text: 'hello' };
    const data = { echo: 'hello' };
    const calls = [
      () => client.request(document, variables),
      () => client.request({ document, variables }),
      () => client.rawRequest(document, variables),
      () => client.rawRequest({ query: document, variables }),
      () => client.batchRequests([{ document, variables }]),
      () => client.batchRequests({ documents: [{ document, variables }] }),
    ];
    const responses = [data, data, { data }, { data }, [{ data }], [{ data }]];
    await tokens.getToken();
    for (const [index, call] of calls.entries()) {
      // So many rejections at once would use up the budget for refreshes that may be useless.
      await clock.advance(60_000);
      api.revokeAll();
      api.resetLog();
      expect(await call()).toMatchObject(responses[index] ?? {});
      expect(api.graphqlRequests).toHaveLength(2);
      expect(api.issuedTokens).toHaveLength(2 + index);
    }
  });

  test('the headers of the client, of a header function and of a request go along with both sends', async () => {
    const { api, tokens } = await setUp();
    let calls = 0;
    const headers = () => ({ 'x-client': `call ${++calls}`, authorization: 'Bearer own' });
    const client = new GraphQLClient(api.url, tokenRefreshMiddleware(tokens, { headers }));
    const requestHeaders = [
      { 'x-request': 'yes', Authorization: 'Bearer own too' },
      new Headers({ 'x-request': 'yes' }),
      [['x-request', 'yes']] as [string, string][],
    ];
    for (const [index, each] of requestHeaders.entries()) {
      api.resetLog();
      api.graphqlRespondsWith(misbehave.refuse(), { times: 1 });
      await client.request('{ viewer }', {}, each);
      const expected = { 'x-client': `call ${index + 1}`, 'x-request': 'yes', 'content-type': 'application/json' };
      expect(api.graphqlRequests).toMatchObject([{ headers: expected }, { headers: expected }]);
      expect(api.graphqlRequests.at(-1)?.headers.authorization).toBe(`Bearer ${api.issuedTokens.at(-1)}`);
    }
  });

  test('a signal ends its own call, with the reason that the signal was given', async () => {
    const { api, tokens } = await setUp();
    const client = new GraphQLClient(api.url, tokenRefreshMiddleware(tokens));
    const document = '{ slow }';
    const calls = [
      (signal: AbortSignal) => client.request({ document, signal }),
      (signal: AbortSignal) => client.rawRequest({ query: document, signal }),
      (signal: AbortSignal) => client.batchRequests({ documents: [{ document }], signal }),
    ];
    for (const call of calls) {
      api.resetLog();
      const abort = new AbortController();
      const ended = expect(call(abort.signal)).rejects.toThrow('No longer needed.');
      await api.graphqlRequestsReached(1);
      abort.abort(new Error('No longer needed.'));
      await ended;
      expect(api.graphqlRequests).toHaveLength(1);
    }
    expect(await client.request('{ viewer }')).toEqual({ viewer: 'viewer' });
  });

  test('a client-wide signal works too', async () => {
    const { api, tokens } = await setUp();
    const signal = AbortSignal.abort(new Error('No longer needed.'));
    const client = new GraphQLClient(api.url, tokenRefreshMiddleware(tokens, { signal }));
    await expect(client.request('{ viewer }')).rejects.toThrow('No longer needed.');
    expect(api.graphqlRequests).toHaveLength(0);
  });

  test('with method GET, a refused query and a refused batch are sent again', async () => {
    const { api, tokens } = await setUp();
    const client = new GraphQLClient(api.url, tokenRefreshMiddleware(tokens, { method: 'GET' }));
    await tokens.getToken();
    api.revokeAll();
    expect(await client.request('query Echo { echo(text: "hello") }')).toEqual({ echo: 'hello' });
    expect(api.graphqlRequests).toMatchObject([
      { method: 'GET', operationName: 'Echo' },
      { method: 'GET', operationName: 'Echo' },
    ]);
    // graphql-request puts a batch into one `query` parameter, which no GraphQL server here understands.
    api.graphqlRespondsWith(misbehave.json([{ data: { viewer: 'viewer' } }]));
    api.resetLog();
    expect(await client.batchRequests([{ document: '{ viewer }' }])).toMatchObject([{ data: { viewer: 'viewer' } }]);
    expect(api.graphqlRequests).toMatchObject([{ method: 'GET', token: api.issuedTokens.at(-1) }]);
  });

  test('spread over a config, and set on a client that exists, it does the same', async () => {
    const { api, tokens } = await setUp();
    const headers = { 'x-client': 'yes' };
    const spread = new GraphQLClient(api.url, { headers, ...tokenRefreshMiddleware(tokens) });
    const existing = new GraphQLClient(api.url, { headers });
    Object.assign(existing.requestConfig, tokenRefreshMiddleware(tokens, existing.requestConfig));
    for (const client of [spread, existing]) {
      api.revokeAll();
      expect(await client.request('{ viewer }')).toEqual({ viewer: 'viewer' });
    }
    expect(api.graphqlRequests.map((request) => request.headers['x-client'])).toEqual(['yes', 'yes', 'yes']);
  });

  test('setHeader and setEndpoint keep working; the token follows the endpoint', async () => {
    const { api, tokens } = await setUp();
    const client = new GraphQLClient('http://127.0.0.1:1/moved', tokenRefreshMiddleware(tokens));
    client.setEndpoint(api.url).setHeader('x-client', 'yes');
    api.graphqlRespondsWith(misbehave.refuse(), { times: 1 });
    expect(await client.request('{ viewer }')).toEqual({ viewer: 'viewer' });
    expect(api.graphqlRequests.map((request) => request.headers['x-client'])).toEqual(['yes', 'yes']);
  });

  test('many clients share one refresher, and its one refresh', async () => {
    const { api, tokens } = await setUp();
    const clients = [1, 2, 3].map(() => new GraphQLClient(api.url, tokenRefreshMiddleware(tokens)));
    await tokens.getToken();
    api.revokeAll();
    await Promise.all(clients.map((client) => client.request('{ viewer }')));
    expect(api.issuedTokens).toHaveLength(2);
  });

  test('without a token the call rejects with the TokenRequestError itself, under every errorPolicy', async () => {
    const { api, tokens } = await setUp();
    tokens.close();
    for (const errorPolicy of ['none', 'ignore', 'all'] as const) {
      const client = new GraphQLClient(api.url, tokenRefreshMiddleware(tokens, { errorPolicy }));
      await expect(client.request('{ viewer }')).rejects.toBeInstanceOf(TokenRequestError);
      await expect(client.rawRequest('{ viewer }')).rejects.toMatchObject({ code: 'closed' });
      await expect(client.batchRequests([{ document: '{ viewer }' }])).rejects.toMatchObject({ code: 'closed' });
    }
    expect(api.graphqlRequests).toHaveLength(0);
  });
});

test('the config that was handed in is copied, not changed', async () => {
  const { tokens } = await setUp();
  const config = Object.freeze({ errorPolicy: 'all', credentials: 'include' } as const);
  expect(tokenRefreshMiddleware(tokens, config)).toEqual({ ...config, fetch: expect.any(Function) });
  expect(config).not.toHaveProperty('fetch');
});

describe('what cannot be used is refused at once', () => {
  test.each([
    [
      'no tokens',
      undefined,
      /^tokenRefreshMiddleware: tokens must come from createTokenRefresher\(fetchToken\); got undefined/,
    ],
    ['null', null, /tokens must come from createTokenRefresher/],
    ['a FetchToken', async () => ({ value: 'x' }), /tokens must come from createTokenRefresher.*got function/],
    ['a token', 'ory_at_x', /tokens must come from createTokenRefresher.*got string/],
    ['a promise of a token', Promise.resolve('x'), /tokens must come from createTokenRefresher.*got object/],
  ])('%s in place of a token refresher', (_, tokens, message) => {
    expect(() => tokenRefreshMiddleware(tokens as never)).toThrow(TypeError);
    expect(() => tokenRefreshMiddleware(tokens as never)).toThrow(message);
  });

  test.each([
    ['null', null],
    ['a URL', 'https://api.example.com/graphql'],
    ['a fetch', fetch],
    ['a list', []],
  ])('%s in place of a config', async (_, config) => {
    const { tokens } = await setUp();
    expect(() => tokenRefreshMiddleware(tokens, config as never)).toThrow(
      new TypeError(
        "tokenRefreshMiddleware: config must be an object, as graphql-request's GraphQLClient takes it: { headers, errorPolicy, … }.",
      ),
    );
  });

  test('a fetch that is no function', async () => {
    const { tokens } = await setUp();
    expect(() => tokenRefreshMiddleware(tokens, { fetch: 'fetch' as never })).toThrow(
      new TypeError(
        'tokenRefreshMiddleware: option "fetch" must be a function that sends requests, and not one that adds a token already.',
      ),
    );
  });

  test.each(refresherOptions)('%s, which is an option of createTokenRefresher', async (name) => {
    const { tokens } = await setUp();
    const config = { headers: {}, [name]: undefined };
    expect(() => tokenRefreshMiddleware(tokens, config)).toThrow(
      new TypeError(
        `tokenRefreshMiddleware: option "${name}" is not one of graphql-request: give it to createTokenRefresher.`,
      ),
    );
  });
});
