import { Readable } from 'node:stream';
import {
  createGate,
  type LocalApi,
  misbehave,
  refusalNames,
  refusalShapes,
  startLocalApi,
  startStranger,
} from '@token-refresher/test-support';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { TokenRequestError } from '../errors.ts';
import type { TokenEvent } from '../refresher/events/events.ts';
import { createTokenRefresher, type TokenRefresher } from '../refresher/token-refresher.ts';
import { createAuthorizedFetch } from './authorized-fetch.ts';

let api: LocalApi;
let tokens: TokenRefresher;
let events: TokenEvent[];
let authorizedFetch: typeof fetch;

beforeEach(async () => {
  api = await startLocalApi();
  tokens = createTokenRefresher(async () => ({ value: api.issueToken(), expiresAt: Date.now() + 60_000 }), {
    origins: [api.origin],
  });
  events = [];
  tokens.subscribe((event) => events.push(event));
  authorizedFetch = createAuthorizedFetch(tokens);
});
afterEach(() => api.close());

const json = { 'content-type': 'application/json' };
const post = (query: string, init: RequestInit = {}): RequestInit => ({
  method: 'POST',
  headers: json,
  body: JSON.stringify({ query }),
  ...init,
});
const hello = post('{ echo(text: "hello") }');
const goodBody = '{"data":{"echo":"hello"}}';
const sentTokens = () => api.graphqlRequests.map(({ token }) => api.issuedTokens.indexOf(token ?? '') + 1);

describe('the default for what is Unauthorized', () => {
  test.each(refusalNames)('%s is sent again with a new token exactly if a new token may help', async (name) => {
    api.graphqlRespondsWith({ kind: 'refuse', shape: name }, { times: 1 });
    const response = await authorizedFetch(api.url, hello);
    const counts = refusalShapes[name].countsAsUnauthorized || refusalShapes[name].isPart;
    expect(api.graphqlRequests).toHaveLength(counts ? 2 : 1);
    expect(api.issuedTokens).toHaveLength(counts ? 2 : 1);
    expect(await response.text()).toBe(counts ? goodBody : refusalShapes[name].body);
  });

  test('can be replaced on the refresher, and for one fetch', async () => {
    api.graphqlRespondsWith(misbehave.refuse('403 text'), { times: 1 });
    const forbiddenToo = createAuthorizedFetch(tokens, { isUnauthorized: ({ status }) => status === 403 });
    expect((await forbiddenToo(api.url, hello)).status).toBe(200);
    expect(sentTokens()).toEqual([1, 2]);
    const ownCode = createAuthorizedFetch(tokens, {
      isUnauthorized: ({ body }) => JSON.stringify(body).includes('TOKEN_EXPIRED'),
    });
    const expired = { kind: 'response', status: 200, headers: json, body: '{"code":"TOKEN_EXPIRED"}' } as const;
    api.graphqlRespondsWith(expired, { times: 1 });
    expect(await (await ownCode(api.url, hello)).text()).toBe(goodBody);
    expect(sentTokens()).toEqual([1, 2, 2, 3]);
    const never = createTokenRefresher(async () => ({ value: 'bad' }), {
      origins: [api.origin],
      isUnauthorized: () => false,
    });
    expect((await createAuthorizedFetch(never)(api.url, hello)).status).toBe(401);
  });
});

describe('a fetch of the user’s own', () => {
  const headers = { ...json, AUTHORIZATION: 'Basic eA==', 'X-App': 'mine' };
  const seen: unknown[] = [];
  beforeEach(() => void seen.splice(0));
  /** Adds a header as users do who know that their client gives them a plain object. */
  const spreading: typeof fetch = async (input, init) => {
    seen.push(init?.headers);
    return fetch(input, {
      ...init,
      headers: { ...(init?.headers as Record<string, string>), 'x-signature': 'signed' },
    });
  };
  const withToken = (count: number) => ({
    ...json,
    'X-App': 'mine',
    authorization: `Bearer ${api.issuedTokens[count]}`,
  });

  test('is given a plain object where the caller gave one, for the second send, too', async () => {
    const authorized = createAuthorizedFetch(tokens, { fetch: spreading });
    api.graphqlRespondsWith(misbehave.refuse('401 text'), { times: 1 });
    expect((await authorized(api.url, { ...hello, headers })).status).toBe(200);
    expect(seen).toEqual([withToken(0), withToken(1)]);
    expect(sentTokens()).toEqual([1, 2]);
  });

  test('is given one where a redirect leads, too', async () => {
    const authorized = createAuthorizedFetch(tokens, { fetch: spreading });
    api.graphqlRespondsWith({ kind: 'response', status: 307, headers: { location: api.url }, body: '' }, { times: 1 });
    expect((await authorized(api.url, { ...hello, headers })).status).toBe(200);
    expect(seen).toEqual([withToken(0), withToken(0)]);
  });

  test('is given Headers where the caller gave them', async () => {
    const authorized = createAuthorizedFetch(tokens, {
      fetch: async (input, init) => {
        seen.push(init?.headers);
        return fetch(input, init);
      },
    });
    expect((await authorized(api.url, { ...hello, headers: new Headers(headers) })).status).toBe(200);
    expect(seen[0]).toBeInstanceOf(Headers);
    expect(sentTokens()).toEqual([1]);
  });

  test('is given what an init inherits', async () => {
    const authorized = createAuthorizedFetch(tokens, { fetch: spreading });
    const { method, body } = hello;
    const init: RequestInit = Object.assign(Object.create({ headers }), { method, body });
    expect((await authorized(api.url, init)).status).toBe(200);
    expect(seen).toEqual([withToken(0)]);
  });

  test('is given headers that can be read only once on both sends', async () => {
    const authorized = createAuthorizedFetch(tokens);
    api.graphqlRespondsWith(misbehave.refuse('401 text'), { times: 1 });
    const once = new Headers(headers).entries() as unknown as HeadersInit;
    expect((await authorized(api.url, { ...hello, headers: once })).status).toBe(200);
    expect(api.graphqlRequests.map((request) => request.headers['x-app'])).toEqual(['mine', 'mine']);
  });

  test('is given one header where the refresher’s have one name in two cases', async () => {
    const twice = createTokenRefresher(async () => ({ value: api.issueToken() }), {
      origins: [api.origin],
      header: (token) => ({ Authorization: 'Basic eA==', authorization: `Bearer ${token}` }),
    });
    expect((await createAuthorizedFetch(twice)(api.url, { ...hello, headers })).status).toBe(200);
    expect(sentTokens()).toEqual([1]);
  });
});

describe('the response', () => {
  test('is the fetch’s own Response: status, headers, URL and an unread body', async () => {
    const response = await authorizedFetch(api.url, hello);
    expect(response).toMatchObject({ status: 200, ok: true, url: api.url, bodyUsed: false });
    expect(response.headers.get('content-type')).toContain('application/json');
    expect(await response.json()).toEqual({ data: { echo: 'hello' } });
  });

  test('of any size arrives whole', async () => {
    const bytes = 3_000_000;
    const response = await authorizedFetch(api.url, post(`{ big(bytes: ${bytes}) }`));
    expect((await response.text()).length).toBeGreaterThanOrEqual(bytes);
  });

  test('that streams is passed on before it has ended', async () => {
    await tokens.getToken();
    const query = '{ viewer ... @defer { slow } }';
    const response = await authorizedFetch(api.url, post(query, { headers: { ...json, accept: 'multipart/mixed' } }));
    expect(response.headers.get('content-type')).toContain('multipart/mixed');
    api.slowField.release();
    expect(await response.text()).toContain('slow');
  });

  test('whose body breaks off is for the caller to find out', async () => {
    await tokens.getToken();
    api.graphqlRespondsWith(misbehave.cutOff(), { times: 1 });
    const response = await authorizedFetch(api.url, hello);
    await expect(response.text()).rejects.toThrow();
    expect(api.graphqlRequests).toHaveLength(1);
  });
});

describe('the request', () => {
  test.each([
    ['a record', { Authorization: 'Basic mine', 'x-app': '1', ...json }],
    ['an array', [['AUTHORIZATION', 'Basic mine'], ['x-app', '1'], ...Object.entries(json)] as [string, string][]],
    ['Headers', new Headers({ authorization: 'Basic mine', 'x-app': '1', ...json })],
  ])('keeps the headers it came with, %s, but for Authorization', async (_, headers) => {
    await authorizedFetch(api.url, { ...hello, headers });
    expect(api.graphqlRequests[0]?.headers).toMatchObject({
      authorization: `Bearer ${api.issuedTokens[0]}`,
      'x-app': '1',
      'content-type': 'application/json',
    });
    if (headers instanceof Headers) expect(headers.get('authorization')).toBe('Basic mine');
  });

  test('may be a Request, also when it has to be sent twice', async () => {
    await tokens.getToken();
    api.revokeAll();
    const response = await authorizedFetch(new Request(api.url, { ...hello, headers: { ...json, 'x-app': '1' } }));
    expect(await response.text()).toBe(goodBody);
    expect(api.graphqlRequests.map(({ body }) => body)).toEqual([hello.body, hello.body]);
    expect(api.graphqlRequests[1]?.headers['x-app']).toBe('1');
  });

  test('may be a URL object', async () => {
    expect(await (await authorizedFetch(new URL(api.url), hello)).text()).toBe(goodBody);
  });

  test.each([
    ['text', () => JSON.stringify({ query: '{ viewer }' })],
    ['bytes', () => new TextEncoder().encode(JSON.stringify({ query: '{ viewer }' }))],
    ['a Blob', () => new Blob([JSON.stringify({ query: '{ viewer }' })])],
  ])('is repeated whole when its body is %s', async (_, body) => {
    await tokens.getToken();
    api.revokeAll();
    expect((await authorizedFetch(api.url, { ...hello, body: body() })).status).toBe(200);
    expect(sentTokens()).toEqual([1, 2]);
    expect(new Set(api.graphqlRequests.map((request) => request.body)).size).toBe(1);
  });

  test('is repeated whole when it is an upload', async () => {
    await tokens.getToken();
    api.revokeAll();
    const body = new FormData();
    body.set(
      'operations',
      JSON.stringify({ query: 'mutation ($file: File!) { upload(file: $file) }', variables: { file: null } }),
    );
    body.set('map', JSON.stringify({ 0: ['variables.file'] }));
    body.set('0', new Blob(['12345']), 'five.txt');
    const response = await authorizedFetch(api.url, { method: 'POST', body });
    expect(await response.json()).toEqual({ data: { upload: 5 } });
    expect(api.executions.upload).toBe(1);
  });

  test('is not repeated when its body is a stream, and the next one gets a new token', async () => {
    await tokens.getToken();
    api.revokeAll();
    const body = new Blob([hello.body as string]).stream();
    const response = await authorizedFetch(api.url, { ...hello, body, duplex: 'half' } as RequestInit);
    expect(response.status).toBe(401);
    expect((await authorizedFetch(api.url, hello)).status).toBe(200);
    expect(sentTokens()).toEqual([1, 2]);
  });

  test.each<[string, () => unknown]>([
    ['a web stream that cannot be iterated, as in Safari', () => ({ getReader() {} })],
    ['a stream that can only be piped, as of the package form-data', () => ({ pipe() {} })],
    ['what an async generator makes', async function* () {}],
    ['a stream of Node', () => Readable.from([])],
    ['a web stream', () => new Blob([]).stream()],
  ])('is not repeated when its body is %s', async (_, body) => {
    const sent: unknown[] = [];
    const fetch = async (_: unknown, init?: RequestInit) => {
      sent.push(init?.body);
      return new Response('Unauthorized', { status: 401 });
    };
    const response = await createAuthorizedFetch(tokens, { fetch })(api.url, {
      method: 'POST',
      body: body() as BodyInit,
    });
    expect([response.status, sent.length]).toEqual([401, 1]);
  });

  test('by GET goes past the HTTP cache when it is repeated', async () => {
    const caches: (RequestCache | undefined)[] = [];
    const watched = createAuthorizedFetch(tokens, {
      fetch: (input, init) => {
        caches.push(init?.cache);
        return fetch(input, init);
      },
    });
    await tokens.getToken();
    api.revokeAll();
    expect((await watched(`${api.url}?query=${encodeURIComponent('{ viewer }')}`)).status).toBe(200);
    expect(caches).toEqual([undefined, 'reload']);
  });

  test('goes through the global fetch of the moment when no other is given', async () => {
    const original = globalThis.fetch;
    onTestFinished(() => {
      globalThis.fetch = original;
    });
    globalThis.fetch = async () => new Response('patched');
    expect(await (await authorizedFetch(api.url, hello)).text()).toBe('patched');
  });
});

describe('sending again', () => {
  test('a mutation runs exactly once', async () => {
    await tokens.getToken();
    api.revokeAll();
    await authorizedFetch(api.url, post('mutation { count }'));
    expect(api.executions.count).toBe(1);
  });

  test('does not happen to a mutation of which a part may have been carried out', async () => {
    const response = await authorizedFetch(api.url, post('mutation { count denyNonNull }'));
    expect(await response.json()).toMatchObject({ data: null, errors: [{ message: 'Unauthorized' }] });
    expect(api.executions.count).toBe(1);
  });

  test('does not happen after a lost response or a lost connection', async () => {
    await tokens.getToken();
    for (const behaviour of [misbehave.loseResponse(), misbehave.reset()]) {
      api.graphqlRespondsWith(behaviour, { times: 1 });
      await expect(authorizedFetch(api.url, post('mutation { count }'))).rejects.toThrow(TypeError);
    }
    expect(api.graphqlRequests).toHaveLength(2);
    expect(api.executions.count).toBe(1);
    expect(api.issuedTokens).toHaveLength(1);
  });

  test('happens twice at the most, and the caller sees the API’s second response', async () => {
    api.refuseEverything(true);
    const response = await authorizedFetch(api.url, hello);
    expect([response.status, await response.text()]).toEqual([401, 'Unauthorized']);
    expect(sentTokens()).toEqual([1, 2]);
  });

  test('does not happen each time to a field that is permanently denied, though others are answered in between', async () => {
    for (let round = 0; round < 10; round++) {
      expect(await (await authorizedFetch(api.url, post('{ denied }'))).json()).toMatchObject({
        data: { denied: null },
      });
      expect((await authorizedFetch(api.url, hello)).status).toBe(200);
    }
    expect(api.issuedTokens).toHaveLength(2);
    expect(api.graphqlRequests).toHaveLength(21);
  });

  test('happens again to an operation that was denied once and accepted since', async () => {
    api.graphqlRespondsWith(misbehave.refuse('401 text'), { times: 2 });
    expect((await authorizedFetch(api.url, hello)).status).toBe(401);
    expect((await authorizedFetch(api.url, hello)).status).toBe(200);
    api.revoke();
    expect((await authorizedFetch(api.url, hello)).status).toBe(200);
    expect(sentTokens()).toEqual([1, 2, 2, 2, 3]);
  });

  const forms: [string, (text: string) => BodyInit][] = [
    ['with its length', (text) => text],
    ['in chunks', (text) => new Blob([text]).stream()],
  ];
  const respondingWith =
    (texts: string[], body: (text: string) => BodyInit): typeof fetch =>
    async () => {
      const text = texts.shift() ?? '';
      const length = typeof body(text) === 'string' ? { 'content-length': String(text.length) } : {};
      return new Response(body(text), { headers: { ...json, ...length } });
    };
  const refusalOf = (kB: number) =>
    JSON.stringify({ errors: [{ message: 'Unauthorized', extensions: { stacktrace: 'x'.repeat(kB * 1024) } }] });

  test.each(forms)('happens because of a refusal of 22 kB, %s', async (_, body) => {
    const texts = [refusalOf(22), goodBody];
    const response = await createAuthorizedFetch(tokens, { fetch: respondingWith(texts, body) })(api.url, hello);
    expect(await response.text()).toBe(goodBody);
  });

  test.each(forms)('does not happen because of more than 64 kB, which arrive whole, %s', async (_, body) => {
    const text = refusalOf(200);
    const response = await createAuthorizedFetch(tokens, { fetch: respondingWith([text], body) })(api.url, hello);
    expect(await response.text()).toBe(text);
  });

  test.each([
    [65_536, 2],
    [65_537, 1],
  ])('because of a refusal of %i bytes happens up to 64 kB: %i sends', async (bytes, sends) => {
    const refusal = refusalOf(22).padEnd(bytes);
    const texts = [refusal, goodBody];
    const fetch = respondingWith(texts, (text) => new Blob([text]).stream());
    const response = await createAuthorizedFetch(tokens, { fetch })(api.url, hello);
    expect([2 - texts.length, await response.text()]).toEqual([sends, sends === 2 ? goodBody : refusal]);
  });

  test('costs one token request for hundreds of calls whose rejections come long after the refresh', async () => {
    await tokens.getToken();
    const gate = createGate();
    api.graphqlRespondsWith(misbehave.hold(gate), { times: 200 });
    const late = Array.from({ length: 200 }, () => authorizedFetch(api.url, hello));
    await gate.waitFor(200);
    api.revokeAll();
    expect((await authorizedFetch(api.url, hello)).status).toBe(200);
    gate.release();
    expect((await Promise.all(late)).every(({ status }) => status === 200)).toBe(true);
    expect(api.issuedTokens).toHaveLength(2);
  });
});

describe('a caller that aborts', () => {
  test('while it waits for the first token sends nothing', async () => {
    const slow = createTokenRefresher(() => new Promise(() => {}), { origins: [api.origin] });
    onTestFinished(() => slow.close());
    const controller = new AbortController();
    const call = createAuthorizedFetch(slow)(api.url, { ...hello, signal: controller.signal });
    controller.abort(new Error('Never mind'));
    await expect(call).rejects.toThrow('Never mind');
    expect(api.graphqlRequests).toHaveLength(0);
  });

  test('while a rejected token is replaced sends nothing more', async () => {
    let asked = 0;
    const controller = new AbortController();
    const stuck = createTokenRefresher(
      async () => {
        if (asked++ === 0) return { value: 'bad' };
        controller.abort(new Error('Never mind'));
        return new Promise(() => {});
      },
      { origins: [api.origin] },
    );
    onTestFinished(() => stuck.close());
    const call = createAuthorizedFetch(stuck)(new Request(api.url, { ...hello, signal: controller.signal }));
    await expect(call).rejects.toThrow('Never mind');
    expect(api.graphqlRequests).toHaveLength(1);
  });

  test('at the moment when the new token comes sends nothing more', async () => {
    const controller = new AbortController();
    tokens.subscribe(
      ({ type }) =>
        type === 'refresh-succeeded' && api.issuedTokens.length === 2 && controller.abort(new Error('Gone')),
    );
    await tokens.getToken();
    api.revokeAll();
    await expect(authorizedFetch(api.url, { ...hello, signal: controller.signal })).rejects.toThrow('Gone');
    expect(api.graphqlRequests).toHaveLength(1);
  });
});

describe('where the token goes', () => {
  test('is the allowed origins only; others are called without it and their 401 is their own', async () => {
    const stranger = await startStranger();
    onTestFinished(() => stranger.close());
    await tokens.getToken();
    await authorizedFetch(stranger.origin, hello);
    expect(stranger.requests[0]?.headers.authorization).toBeUndefined();
    expect(events.at(-1)).toMatchObject({ type: 'token-withheld', origin: stranger.origin });
  });

  test('does not follow a redirect to another origin', async () => {
    const stranger = await startStranger();
    onTestFinished(() => stranger.close());
    api.graphqlRespondsWith(misbehave.redirect(stranger.origin), { times: 1 });
    await authorizedFetch(api.url, hello);
    expect(stranger.requests).toHaveLength(1);
    expect(stranger.requests[0]?.headers.authorization).toBeUndefined();
  });

  test('has to be named, on the refresher or here', async () => {
    const anywhere = createTokenRefresher(async () => ({ value: api.issueToken() }));
    expect(() => createAuthorizedFetch(anywhere)).toThrow(/origins/);
    expect(() => createAuthorizedFetch(anywhere, { origins: [] })).toThrow(/origins/);
    for (const origins of ['any', [api.origin]] as const) {
      expect((await createAuthorizedFetch(anywhere, { origins })(api.url, hello)).status).toBe(200);
    }
    const narrower = createAuthorizedFetch(tokens, { origins: ['https://other.example.com'] });
    expect((await narrower(api.url, hello)).status).toBe(200);
    const plain = createAuthorizedFetch(anywhere, {
      origins: 'any',
      fetch: async (_, init) => Response.json([...new Headers(init?.headers).keys()]),
    });
    expect(await (await plain('http://api.example.com/graphql', hello)).json()).not.toContain('authorization');
  });
});

test('when no token could be obtained the error says so, with the Response in it if the API has answered', async () => {
  const broken = createTokenRefresher(
    async ({ rejected }) => {
      if (rejected) throw new TokenRequestError('Wrong secret.', { code: 'invalid_client', permanent: true });
      return { value: 'bad' };
    },
    { origins: [api.origin] },
  );
  const error = await createAuthorizedFetch(broken)(api.url, hello).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ name: 'TokenRequestError', code: 'invalid_client', permanent: true });
  const { apiResponse } = error as TokenRequestError;
  expect(await (apiResponse as Response).text()).toBe('Unauthorized');
});

describe('a fetch of another make', () => {
  test('that shows no body, as in React Native, is read and handed on unread', async () => {
    const texts = ['Unauthorized', goodBody];
    const reactNativeLike = (async () => {
      const text = texts.shift() ?? '';
      const response = { status: 200, headers: new Headers(json), text: async () => text };
      return { ...response, clone: () => ({ ...response }) };
    }) as unknown as typeof fetch;
    const response = await createAuthorizedFetch(tokens, { fetch: reactNativeLike })(api.url, hello);
    expect(await response.text()).toBe(goodBody);
    expect(api.issuedTokens).toHaveLength(2);
  });

  test('that cannot copy its response still gets the header, and 401 is still seen', async () => {
    let sends = 0;
    const minimal = (async () => ({
      status: sends++ === 0 ? 401 : 200,
      headers: new Headers(),
      body: {},
    })) as unknown as typeof fetch;
    expect(await createAuthorizedFetch(tokens, { fetch: minimal })(api.url, hello)).toMatchObject({ status: 200 });
  });
});
