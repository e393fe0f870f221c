import { ApolloLink, gql, HttpLink, Observable } from '@apollo/client/core/index.js';
import { createTokenRefresher, type TokenEvent, TokenRequestError } from '@token-refresher/core';
import { misbehave, startStranger } from '@token-refresher/test-support';
import { describe, expect, onTestFinished, test } from 'vitest';
import { makeClient, respondingWith, setStage, watch } from './testing/stage.ts';
import { TokenRefreshLink } from './token-refresh-link.ts';

const query = gql('{ viewer }');
const tokensOf = (...values: string[]) => createTokenRefresher(async () => ({ value: values.shift() ?? 'none' }));
const ok = (observer: { next(value: object): void; complete(): void }) => {
  observer.next({ data: { viewer: 'viewer' } });
  observer.complete();
};
const refused = (observer: { next(value: object): void; complete(): void }) => {
  observer.next({ data: null, errors: [{ message: 'Unauthorized' }] });
  observer.complete();
};

describe('what it sends', () => {
  test('with a token at hand the operation is forwarded synchronously', async () => {
    const tokens = tokensOf('one');
    await tokens.getToken();
    const end = respondingWith(ok);
    const { events } = watch(new TokenRefreshLink(tokens).concat(end));
    expect(end.sent).toHaveLength(1);
    expect(events).toEqual([{ data: { viewer: 'viewer' } }, 'complete']);
  });

  test('without one it is forwarded as soon as there is one', async () => {
    const end = respondingWith(ok);
    const { events, end: finished } = watch(new TokenRefreshLink(tokensOf('one')).concat(end));
    expect(end.sent).toHaveLength(0);
    await finished;
    expect(events).toEqual([{ data: { viewer: 'viewer' } }, 'complete']);
    expect(end.sent[0]?.headers).toEqual({ authorization: 'Bearer one' });
  });

  test('whoever leaves, at whatever moment after the token has come: nothing is sent afterwards', async () => {
    for (let moment = 0; moment < 12; moment++) {
      let issue: (token: { value: string }) => void = () => {};
      const tokens = createTokenRefresher(() => new Promise((resolve) => (issue = resolve)));
      const end = respondingWith(() => {});
      const { unsubscribe } = watch(new TokenRefreshLink(tokens).concat(end));
      issue({ value: 'one' });
      for (let turn = 0; turn < moment; turn++) await Promise.resolve();
      const before = end.sent.length;
      unsubscribe();
      await new Promise((resolve) => setImmediate(resolve));
      expect(end.sent).toHaveLength(before);
    }
  });

  test("a response's extensions reach the caller", async () => {
    const result = { data: { viewer: 'viewer' }, extensions: { cost: 1 } };
    const end = respondingWith((observer) => {
      observer.next(result);
      observer.complete();
    });
    const seen = watch(new TokenRefreshLink(tokensOf('one')).concat(end));
    await seen.end;
    expect(seen.events).toEqual([result, 'complete']);
  });

  test('what links behind it add to fetchOptions reaches the API', async () => {
    const end = respondingWith(ok);
    const adding = new ApolloLink((operation, forward) => {
      operation.setContext(({ fetchOptions }) => ({ fetchOptions: { ...fetchOptions, priority: 'low' } }));
      return forward(operation);
    });
    await watch(ApolloLink.from([new TokenRefreshLink(tokensOf('one')), adding, end])).end;
    expect(end.sent[0]?.fetchOptions).toMatchObject({ priority: 'low' });
  });

  test('nothing is sent and no token is taken before somebody subscribes', async () => {
    const end = respondingWith(ok);
    const tokens = tokensOf('one');
    const { client } = await setStage();
    const observable = ApolloLink.execute(new TokenRefreshLink(tokens).concat(end), { query }, { client: client() });
    await tokens.getToken();
    expect(end.sent).toHaveLength(0);
    await new Promise<void>((resolve) => observable.subscribe({ complete: resolve }));
    expect(end.sent).toHaveLength(1);
  });

  test('each subscription reads the token anew', async () => {
    const tokens = tokensOf('one', 'two');
    const end = respondingWith(ok, ok);
    const { client } = await setStage();
    const observable = ApolloLink.execute(new TokenRefreshLink(tokens).concat(end), { query }, { client: client() });
    await new Promise<void>((resolve) => observable.subscribe({ complete: resolve }));
    tokens.invalidate('one');
    await new Promise<void>((resolve) => observable.subscribe({ complete: resolve }));
    expect(end.sent.map(({ headers }) => headers?.authorization)).toEqual(['Bearer one', 'Bearer two']);
  });

  test.each(['authorization', 'Authorization', 'AUTHORIZATION'])(
    "the caller's %s is replaced, and the caller's headers stay as they were",
    async (name) => {
      const headers = Object.freeze({ [name]: 'Bearer own', 'x-trace': 'abc' });
      const end = respondingWith(ok);
      await watch(new TokenRefreshLink(tokensOf('one')).concat(end), { context: { headers } }).end;
      expect(end.sent[0]?.headers).toEqual({ authorization: 'Bearer one', 'x-trace': 'abc' });
      expect(headers).toEqual({ [name]: 'Bearer own', 'x-trace': 'abc' });
    },
  );

  test('the second send starts from the context as it was before the first', async () => {
    const end = respondingWith(refused, ok);
    const meddling = new ApolloLink((operation, forward) => {
      const { http, fetchOptions, added, headers } = operation.getContext();
      expect({ http, fetchOptions, added }).toEqual({
        http: { includeQuery: true },
        fetchOptions: { redirect: 'manual' },
      });
      operation.setContext({
        http: {},
        fetchOptions: { method: 'GET' },
        added: 1,
        headers: { ...headers, added: '1' },
      });
      return forward(operation);
    });
    const context = { http: { includeQuery: true }, headers: { 'x-trace': 'abc' } };
    const link = ApolloLink.from([new TokenRefreshLink(tokensOf('one', 'two')), meddling, end]);
    expect((await seen(link, context)).at(-1)).toBe('complete');
    expect(end.sent.map(({ headers }) => headers)).toEqual(
      ['one', 'two'].map((token) => ({ authorization: `Bearer ${token}`, 'x-trace': 'abc', added: '1' })),
    );
  });

  test('links before it see what those behind have put into the context, but for the token', async () => {
    const end = respondingWith(refused, ok);
    const behind = new ApolloLink((operation, forward) => {
      operation.setContext((before: ApolloLink.OperationContext) => ({
        ...before,
        headers: { ...before.headers, added: '1' },
        uri: `${before.uri}?added`,
        seen: before.headers?.authorization ? 'a token' : 'none',
      }));
      return forward(operation);
    });
    const contexts: ApolloLink.OperationContext[] = [];
    const before = new ApolloLink((operation, forward) => {
      const observable = forward(operation);
      return new Observable((observer) =>
        observable.subscribe({
          next(result) {
            contexts.push(operation.getContext());
            observer.next(result);
          },
          complete: () => observer.complete(),
        }),
      );
    });
    const context = { headers: { 'x-trace': 'abc' }, uri: 'https://api.example.com/other' };
    const uri = 'https://api.example.com/graphql';
    const auth = new TokenRefreshLink(tokensOf('one', 'two'), { uri });
    await seen(ApolloLink.from([before, auth, behind, end]), context);
    expect(contexts).toEqual([{ ...context, seen: 'a token', response: undefined }]);
    expect(end.sent[1]).toMatchObject({
      headers: { authorization: 'Bearer two', added: '1' },
      uri: `${context.uri}?added`,
    });
  });

  test('an operation has on top of its request what Apollo gives it, and links may take it apart', async () => {
    const end = respondingWith(ok);
    const behind = new ApolloLink((operation, forward) => {
      const { getContext, setContext, client } = operation;
      setContext({ added: getContext().headers?.authorization });
      expect(getContext().added).toBe('Bearer one');
      expect(client).toBeDefined();
      expect(Object.keys({ ...operation })).toEqual([
        'query',
        'variables',
        'extensions',
        'operationName',
        'operationType',
      ]);
      return forward(operation);
    });
    const link = ApolloLink.from([new TokenRefreshLink(tokensOf('one')), behind, end]);
    expect(await seen(link, {})).toEqual([{ data: { viewer: 'viewer' } }, 'complete']);
  });

  const seen = async (link: ApolloLink, context: object) => {
    const watched = watch(link, { context });
    await watched.end;
    return watched.events;
  };
});

describe('what goes out without the token', () => {
  test('an operation with tokenRefresh: false, which is not sent again either', async () => {
    const { api, client } = await setStage();
    const request = client().query({ query, context: { tokenRefresh: false } });
    await expect(request).rejects.toMatchObject({ statusCode: 401 });
    expect(api.graphqlRequests.map(({ token }) => token)).toEqual([undefined]);
    expect(api.issuedTokens).toHaveLength(0);
  });

  test('so a mutation of the same client may fetch the token', async () => {
    const mutation = gql('mutation Login { saveQuery(name: "login") { name } }');
    const stage = await setStage({
      fetchToken: (api) => async () => {
        const context = { tokenRefresh: false, headers: { authorization: `Bearer ${api.issueToken()}` } };
        const { data } = await client.mutate<{ saveQuery: { name: string } }>({ mutation, context });
        return { value: `${data?.saveQuery.name && api.issueToken()}` };
      },
    });
    const client = stage.client();
    expect((await client.query({ query })).data).toEqual({ viewer: 'viewer' });
    expect(stage.api.graphqlRequests.map(({ operationName }) => operationName)).toEqual(['Login', undefined]);
  });

  const strangeApi = async () => {
    const stranger = await startStranger();
    onTestFinished(() => stranger.close());
    return stranger;
  };

  test.each([
    ['no origins and no uri', {}, undefined],
    ['a uri', {}, 'api'],
    ['origins and a uri', { origins: 'api' }, 'api'],
  ])('with %s: an operation whose context.uri leads elsewhere', async (_, refresher, uri) => {
    const { api } = await setStage();
    const stranger = await strangeApi();
    const tokens = createTokenRefresher(async () => ({ value: api.issueToken() }), {
      ...('origins' in refresher && { origins: [api.origin] }),
    });
    const events: TokenEvent[] = [];
    tokens.subscribe((event) => events.push(event));
    const link = new TokenRefreshLink(tokens, uri ? { uri: api.url } : {});
    const client = makeClient(link.concat(new HttpLink({ uri: api.url })));
    await client.query({ query, context: { uri: `${stranger.origin}/graphql` } });
    expect(stranger.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
    expect(events).toMatchObject([{ type: 'token-withheld', origin: stranger.origin }]);
    await client.query({ query, fetchPolicy: 'no-cache' });
    expect(api.graphqlRequests[0]?.token).toBe(api.issuedTokens[0]);
  });

  test('every operation of a link whose uri is outside the origins', async () => {
    const stranger = await strangeApi();
    const tokens = createTokenRefresher(async () => ({ value: 'one' }), { origins: ['https://api.example.com'] });
    const uri = `${stranger.origin}/graphql`;
    await makeClient(new TokenRefreshLink(tokens, { uri }).concat(new HttpLink({ uri }))).query({ query });
    expect(stranger.requests.map(({ headers }) => headers.authorization)).toEqual([undefined]);
  });

  test('a context.uri of the same origin gets it when the uri is named', async () => {
    const { api, client } = await setStage();
    await client({ link: { uri: api.url } }).query({ query, context: { uri: `${api.url}?other` } });
    expect(api.graphqlRequests[0]?.token).toBe(api.issuedTokens[0]);
  });
});

describe('what counts as Unauthorized', () => {
  const only403 = { isUnauthorized: ({ status }: { status?: number | undefined }) => status === 403 };

  test.each([
    ['the link', { link: only403 }, {}],
    ['one operation', {}, { tokenRefresh: only403 }],
    ['one operation, before the link', { link: { isUnauthorized: () => false } }, { tokenRefresh: only403 }],
  ])('%s may have its own idea', async (_, options, context) => {
    const { api, client } = await setStage();
    api.graphqlRespondsWith(misbehave.refuse('403 text'), { times: 1 });
    expect((await client(options).query({ query, context })).data).toEqual({ viewer: 'viewer' });
    expect(api.graphqlRequests).toHaveLength(2);
  });

  test('an isUnauthorized that throws ends the operation with its error', async () => {
    const { client } = await setStage();
    const isUnauthorized = () => {
      throw new Error('broken');
    };
    await expect(client({ link: { isUnauthorized } }).query({ query })).rejects.toThrow('broken');
  });

  test('it is shown the whole body, the status and the challenge', async () => {
    const { api, client } = await setStage();
    const responses: unknown[] = [];
    const isUnauthorized = (response: unknown) => !responses.push(response);
    await client({ link: { isUnauthorized } }).query({ query });
    api.graphqlRespondsWith(misbehave.refuse('401 invalid_token challenge'));
    await client({ link: { isUnauthorized } })
      .query({ query })
      .catch(() => {});
    expect(responses).toMatchObject([
      { status: 200, wwwAuthenticate: null, body: { data: { viewer: 'viewer' } } },
      { status: 401, wwwAuthenticate: 'Bearer realm="api", error="invalid_token"', body: 'Unauthorized' },
    ]);
  });
});

describe('handles', () => {
  test.each([
    [true, 'a TokenRequestError', new TokenRequestError('none', { code: 'timeout' })],
    [true, 'a ServerError 401', Object.assign(new Error(), { statusCode: 401, bodyText: '' })],
    [
      true,
      'a body that says Unauthorized',
      Object.assign(new Error(), { statusCode: 200, bodyText: '"Unauthorized"' }),
    ],
    [true, 'GraphQL errors', Object.assign(new Error(), { errors: [{ message: 'Unauthorized' }] })],
    [true, 'the list of errors that a WebSocket link fails with', [{ message: 'Unauthorized' }]],
    [true, 'an ApolloError', Object.assign(new Error(), { graphQLErrors: [{ message: 'Unauthorized' }] })],
    [false, 'a ServerError 503', Object.assign(new Error(), { statusCode: 503, bodyText: '' })],
    [false, 'a network error', new TypeError('fetch failed')],
    [false, 'nothing', undefined],
    [true, "a socket's close event", { code: 4401, reason: '' }],
    [true, "Hasura's close event", { code: 4400, reason: 'Could not verify JWT: JWTExpired' }],
    [false, 'a close event about something else', { code: 1006, reason: '' }],
    [false, 'an error with such a code that is no close event', { code: 4401 }],
    [true, 'a closed socket', new Error('Socket closed with event 4403 Forbidden')],
    [true, 'a closed socket without a reason', new Error('Socket closed with event 4401')],
    [true, 'a closed socket whose reason has lines', new Error('Socket closed with event 4400 Error:\nJWTExpired')],
    [false, 'a socket closed for another reason', new Error('Socket closed with event 1006')],
    [false, 'an error that quotes one', new Error('Last error: Socket closed with event 4401')],
    [
      false,
      'a closed socket whose client deals with refusals itself',
      Object.assign(new Error('Socket closed with event 4401 Unauthorized'), { code: 4401 }),
    ],
  ])('is %s for %s', (expected, _, error) => {
    expect(TokenRefreshLink.handles(error)).toBe(expected);
  });

  test('takes another isUnauthorized', () => {
    expect(TokenRefreshLink.handles({ statusCode: 403 }, ({ status }) => status === 403)).toBe(true);
  });

  const errors = [{ message: 'Denied' }];
  test.each<[string, unknown, unknown]>([
    ['a whole result, whatever is beside its errors', { data: null, errors, code: 7 }, { data: null, errors, code: 7 }],
    [
      'what is of GraphQL in an error',
      Object.assign(new Error('Denied'), { errors, data: null }),
      { errors, data: null },
    ],
    ['nothing of an error without GraphQL errors', Object.assign(new Error('lost'), { graphQLErrors: [] }), undefined],
  ])('shows it %s', (_, error, body) => {
    const shown: unknown[] = [];
    TokenRefreshLink.handles(error, (response) => !shown.push(response.body));
    expect(shown).toEqual([body]);
    expect(shown[0]).not.toBeInstanceOf(Error);
  });
});

describe('bad input', () => {
  test.each([undefined, null, {}, 'token', async () => ({ value: 'a' })])('tokens may not be %s', (tokens) => {
    expect(() => new TokenRefreshLink(tokens as never)).toThrow(
      /^TokenRefreshLink: tokens must come from createTokenRefresher\(fetchToken\)/,
    );
  });

  const origins = ['https://api.example.com'];

  test.each<[string, unknown, string]>([
    [
      'isUnauthorized must be a function',
      { isUnauthorized: /401/ },
      'TokenRefreshLink: option "isUnauthorized" must be a function (response) => boolean.',
    ],
    [
      'a misspelt option is named',
      { url: 'https://user:secret@api.example.com' },
      'TokenRefreshLink: option "url" is not known; known are: uri, isUnauthorized.',
    ],
    [
      'options are an object',
      'https://api.example.com/graphql',
      'TokenRefreshLink: options must be an object with any of: uri, isUnauthorized.',
    ],
    ...[null, '', 0, {}, ['https://api.example.com']].map((uri): [string, unknown, string] => [
      `a uri is no ${JSON.stringify(uri)}`,
      { uri },
      'TokenRefreshLink: option "uri" must be a URL, or a function of the operation that returns one.',
    ]),
  ])('%s', (_, options, message) => {
    expect(() => new TokenRefreshLink(tokensOf('one'), options as never)).toThrow(new TypeError(message));
  });

  test('a uri is needed when the token refresher has origins', () => {
    const tokens = createTokenRefresher(async () => ({ value: 'one' }), { origins });
    expect(() => new TokenRefreshLink(tokens)).toThrow(
      new TypeError(
        'TokenRefreshLink: option "uri" is missing: the token refresher has origins, and this link cannot see the URL of the terminating link; give it the same uri.',
      ),
    );
  });

  test.each<[unknown, string]>([
    [
      true,
      'TokenRefreshLink: option "context.tokenRefresh" must be false, or an object with options for the operation.',
    ],
    [
      null,
      'TokenRefreshLink: option "context.tokenRefresh" must be false, or an object with options for the operation.',
    ],
    [
      { isUnauthorised: () => true },
      'context.tokenRefresh: option "isUnauthorised" is not known; known are: isUnauthorized.',
    ],
    [
      { isUnauthorized: 401 },
      'context.tokenRefresh: option "isUnauthorized" must be a function (response) => boolean.',
    ],
  ])('an operation whose context.tokenRefresh is %o is not sent', async (tokenRefresh, message) => {
    let fetched = 0;
    const tokens = createTokenRefresher(async () => ({ value: `${++fetched}` }));
    const end = respondingWith();
    const seen = watch(new TokenRefreshLink(tokens).concat(end), { context: { tokenRefresh } });
    await seen.end;
    expect(seen.events).toEqual([new TypeError(message)]);
    expect([fetched, end.sent.length]).toEqual([0, 0]);
  });
});
