import { inspect } from 'node:util';
import { afterEach, expect, test, vi } from 'vitest';
import { startAttempt } from '../attempt/attempt.ts';
import { TokenRequestError } from '../errors.ts';
import { createTokenRefresher } from '../refresher/token-refresher.ts';
import { type BrokerTokenOptions, brokerToken } from './broker-token.ts';

const signal = new AbortController().signal;
const address = 'https://app.example.com/api/token';
const good = { access_token: 'token-1', token_type: 'Bearer', expires_in: 60, scope: 'api' };

/** A broker that gives these responses, one after the other, and what it was asked. */
function broker(...responses: (Response | Error)[]) {
  const asked: { url: string; init: RequestInit }[] = [];
  const fetch: typeof globalThis.fetch = async (url, init = {}) => {
    asked.push({ url: String(url), init });
    const response = responses.shift();
    if (!(response instanceof Response)) throw response;
    return response;
  };
  return { fetch, asked };
}

const failureOf = (response: Response | Error, rejected?: string) =>
  brokerToken(address, { fetch: broker(response).fetch })({ signal, ...(rejected !== undefined && { rejected }) }).then(
    () => expect.fail('a token was given out'),
    (error: TokenRequestError) => error,
  );

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test('asks once by POST, with the cookies of the same origin, and counts the life from then', async () => {
  vi.useFakeTimers({ now: 1_000_000 });
  const { fetch, asked } = broker(Response.json(good));
  const token = await brokerToken(address, { fetch })({ signal });
  expect(token).toEqual({ value: 'token-1', expiresAt: 1_060_000, scope: 'api' });
  expect(asked).toHaveLength(1);
  expect(asked[0]?.url).toBe(address);
  expect(asked[0]?.init).toEqual({
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: '{}',
    credentials: 'same-origin',
    redirect: 'manual',
    cache: 'no-store',
    signal,
  });
});

test('a rejected token is reported, and cookies go where they are told to', async () => {
  const { fetch, asked } = broker(Response.json(good));
  await brokerToken(new URL(address), { fetch, credentials: 'include' })({ signal, rejected: 'old' });
  expect(asked[0]?.init).toMatchObject({ body: '{"rejected":"old"}', credentials: 'include' });
});

test('the global fetch is the one at the time of the call', async () => {
  const fetchToken = brokerToken(address);
  vi.stubGlobal('fetch', broker(Response.json(good)).fetch);
  expect((await fetchToken({ signal })).value).toBe('token-1');
});

test('when the broker takes no more reports, the token that it has is asked for', async () => {
  const { fetch, asked } = broker(new Response(null, { status: 429 }), Response.json(good));
  expect((await brokerToken(address, { fetch })({ signal, rejected: 'token-1' })).value).toBe('token-1');
  expect(asked.map(({ init }) => init.body)).toEqual(['{"rejected":"token-1"}', '{}']);
});

test('a page keeps working while the broker takes no more reports of it', async () => {
  const { fetch } = broker(Response.json(good), new Response(null, { status: 429 }), Response.json(good));
  const tokens = createTokenRefresher(brokerToken(address, { fetch }));
  const attempt = startAttempt(tokens);
  await attempt.getToken();
  expect(await attempt.retry({ status: 401 })).toBeUndefined();
  expect(startAttempt(tokens).cachedToken()).toBe('token-1');
  tokens.close();
});

test('a relative address is resolved against the page, when a token is asked for', async () => {
  const { fetch, asked } = broker(Response.json(good));
  const fetchToken = brokerToken('/api/token?app=1', { fetch });
  await expect(fetchToken({ signal })).rejects.toMatchObject({ code: 'invalid_request', permanent: true });
  vi.stubGlobal('location', new URL('http://intranet.example.com/deep/page'));
  await fetchToken({ signal });
  expect(asked.map(({ url }) => url)).toEqual(['http://intranet.example.com/api/token?app=1']);
});

test("a page's <base> counts as it does for fetch, as long as it keeps to the page's origin", async () => {
  const { fetch, asked } = broker(Response.json(good));
  vi.stubGlobal('location', new URL('https://app.example.com/deep/page'));
  vi.stubGlobal('document', { baseURI: 'https://app.example.com/base/' });
  const fetchToken = brokerToken('token', { fetch });
  await fetchToken({ signal });
  vi.stubGlobal('document', { baseURI: 'https://evil.example/' });
  await expect(fetchToken({ signal })).rejects.toMatchObject({
    code: 'invalid_request',
    permanent: true,
    message: expect.stringContaining('<base> leads to another origin'),
  });
  expect(asked.map(({ url }) => url)).toEqual(['https://app.example.com/base/token']);
  expect(() => brokerToken('/token')).toThrow(/^brokerToken: url is relative, and the page's <base> leads/);
});

test.each(['/token?key=canary', 'https://me:canary@app.example.com/', 'http://other.example.com/?key=canary'])(
  'no error repeats what may be secret in %s',
  async (url) => {
    const failure = await Promise.resolve()
      .then(() => brokerToken(url)({ signal }))
      .then(
        () => expect.fail('a token was given out'),
        (error: Error) => error,
      );
    expect(failure.message).not.toContain('canary');
  },
);

test.each<[boolean | undefined, number, string, RegExp]>([
  [true, 401, 'signed_out', /^Nobody is signed in\.$/],
  [true, 403, 'access_denied', /broker/],
  [false, 401, 'access_denied', /broker/],
  [undefined, 401, 'access_denied', /broker/],
])('allowGuests: %s, HTTP %i is the code %s', async (allowGuests, status, code, message) => {
  const { fetch } = broker(new Response(null, { status }));
  await expect(brokerToken(address, { fetch, allowGuests })({ signal })).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message),
    permanent: true,
  });
});

test('guests go without a token, are asked for once, and sign in by a reset', async () => {
  const { fetch, asked } = broker(new Response(null, { status: 401 }), Response.json(good));
  const tokens = createTokenRefresher(brokerToken(address, { fetch, allowGuests: true }));
  const send = () => startAttempt(tokens).getToken();
  expect([await send(), await send()]).toEqual([undefined, undefined]);
  expect(asked).toHaveLength(1);
  tokens.reset();
  expect(await send()).toBe('token-1');
  tokens.close();
});

test('it works with what signals are in React Native', async () => {
  const { fetch } = broker(Response.json(good));
  const aborted = { aborted: true, addEventListener() {}, removeEventListener() {} } as never;
  await expect(brokerToken(address, { fetch })({ signal: aborted })).rejects.toMatchObject({ name: 'AbortError' });
  const waiting = { aborted: false, addEventListener() {}, removeEventListener() {} } as never;
  expect((await brokerToken(address, { fetch })({ signal: waiting })).value).toBe('token-1');
});

test.each<[Response, Partial<TokenRequestError>]>([
  [new Response(null, { status: 401 }), { code: 'access_denied', status: 401, permanent: true }],
  [new Response(null, { status: 403 }), { code: 'access_denied', status: 403, permanent: true }],
  [new Response(null, { status: 429 }), { code: 'rate_limited', status: 429, permanent: false }],
  [new Response(null, { status: 500 }), { code: 'server_error', status: 500, permanent: false }],
  [new Response(null, { status: 503 }), { code: 'temporarily_unavailable', status: 503, permanent: false }],
  [new Response(null, { status: 404 }), { code: 'unexpected_response', status: 404, permanent: true }],
  [new Response(null, { status: 408 }), { code: 'unexpected_response', status: 408, permanent: false }],
  [new Response(null, { status: 302 }), { code: 'unexpected_response', status: 302, permanent: true }],
  [new Response('<html>'), { code: 'unexpected_response', status: 200, permanent: true }],
  [new Response('"text"', { status: 201 }), { code: 'unexpected_response', status: 201, permanent: true }],
  [new Response('x'.repeat(65_537)), { code: 'unexpected_response', status: 200, permanent: true }],
  [Response.json({ permanent: true }, { status: 503 }), { code: 'server_error', status: 503, permanent: true }],
  [Response.json({ permanent: true }, { status: 401 }), { code: 'access_denied', status: 401, permanent: true }],
  [Response.json({ ...good, access_token: 'a b' }), { code: 'invalid_token_response', permanent: true }],
  [Response.json({ ...good, access_token: undefined }), { code: 'invalid_token_response', permanent: true }],
  [Response.json({ ...good, token_type: 'DPoP' }), { code: 'invalid_token_response', permanent: true }],
  [Response.json({ ...good, expires_in: 'soon' }), { code: 'invalid_token_response', permanent: true }],
])('%o is a TokenRequestError', async (response, expected) => {
  const error = await failureOf(response);
  expect(TokenRequestError.is(error)).toBe(true);
  expect(error).toMatchObject({ ...expected, message: expect.stringContaining('app.example.com') });
});

/** As browsers make it, of a status and type that no constructor takes. */
const responseLike = (fields: Partial<Response>) => {
  const response = Response.json(good);
  for (const [name, value] of Object.entries(fields)) Object.defineProperty(response, name, { value });
  return response;
};
const elsewhere = 'it sends this page elsewhere. If the session has ended, sign in again';
const check = 'Check the url given to brokerToken';
const noBroker = `there seems to be no broker at this address. ${check}`;
const noObject = `its response is no JSON object, so there is no broker at this address. ${check}`;
const setUp = 'its own set-up has to be mended first. Its option "onEvent" tells what is wrong';
const later = 'Asking again later may help; its option "onEvent" tells why';
const denied = 'this page, or this user, may not have one. Pages of other origins must be in its option "origins"';

test.each<[string, Response]>([
  [` (HTTP 300): ${elsewhere}`, new Response(null, { status: 300 })],
  [` (HTTP 302): ${elsewhere}`, new Response(null, { status: 302 })],
  [` (HTTP 399): ${elsewhere}`, new Response(null, { status: 399 })],
  [`: ${elsewhere}`, responseLike({ type: 'opaqueredirect', status: 0, ok: false })],
  [` (HTTP 200): ${elsewhere}`, responseLike({ redirected: true })],
  [' (HTTP 401): the session has ended. Sign in again', new Response(null, { status: 401 })],
  [` (HTTP 403): ${denied}`, new Response(null, { status: 403 })],
  [' (HTTP 429): it takes no more requests for now. Ask again later', new Response(null, { status: 429 })],
  [` (HTTP 500): ${setUp}`, Response.json({ permanent: true }, { status: 500 })],
  [` (HTTP 503): ${setUp}`, Response.json({ permanent: true }, { status: 503 })],
  [` (HTTP 500): it failed, or is not running. ${later}`, Response.json({ permanent: 'true' }, { status: 500 })],
  [` (HTTP 502): it failed, or is not running. ${later}`, new Response(null, { status: 502 })],
  [` (HTTP 503): it has none for now. ${later}`, new Response(null, { status: 503 })],
  [` (HTTP 200): ${noObject}`, new Response('<html>')],
  [` (HTTP 200): ${noObject}`, new Response('null')],
  [` (HTTP 404): ${noBroker}`, new Response(null, { status: 404 })],
  [` (HTTP 404): ${noBroker}`, Response.json({ permanent: true }, { status: 404 })],
])('what the error says: %s', async (problem, response) => {
  expect((await failureOf(response)).message).toBe(`The token broker at app.example.com gave no token${problem}.`);
});

test('a browser that stopped at a redirect is one that was sent elsewhere', async () => {
  const stopped = responseLike({ type: 'opaqueredirect', status: 0, ok: false });
  expect(await failureOf(stopped)).toMatchObject({ code: 'unexpected_response', status: undefined, permanent: true });
});

test.each([200, 201, 203])('a token response with HTTP %s gives a token', async (status) => {
  const { fetch } = broker(Response.json({ access_token: 'token-1' }, { status }));
  expect(await brokerToken(address, { fetch })({ signal })).toEqual({ value: 'token-1' });
});

test('HTTP 429 without a Retry-After is a pause that is longer than a refresh', async () => {
  vi.useFakeTimers({ now: 1_000_000 });
  const { retryAt } = await failureOf(new Response(null, { status: 429 }));
  expect(retryAt).toBeGreaterThanOrEqual(1_030_000);
  expect(retryAt).toBeLessThanOrEqual(1_060_000);
});

test('Retry-After is kept', async () => {
  vi.useFakeTimers({ now: 1_000_000 });
  const error = await failureOf(new Response(null, { status: 503, headers: { 'retry-after': '30' } }));
  expect(error.retryAt).toBe(1_030_000);
});

test('no response is a network error that names the host', async () => {
  expect(await failureOf(new TypeError('fetch failed'))).toMatchObject({
    code: 'network_error',
    permanent: false,
    message: expect.stringContaining('app.example.com'),
    cause: { message: 'fetch failed' },
  });
});

test.each<[string, Response | Error]>([
  ['a fetch that puts the request into its error', Object.assign(new Error('sent canary'), { config: 'canary' })],
  ['a fetch that throws no error', 'canary' as never],
  ['a response that repeats the token', new Response('canary', { status: 500, headers: { 'x-token': 'canary' } })],
  ['a token that cannot be used', Response.json({ ...good, access_token: 'canary\n' })],
  ['a token that is cut off', new Response('{"access_token":"canary')],
])('%s: no token shows in the error', async (_name, response) => {
  const error = await failureOf(response, 'canary');
  expect(error).toMatchObject({ name: 'TokenRequestError' });
  const shown = [inspect(error, { depth: 10, showHidden: true }), JSON.stringify(error), error.stack].join('\n');
  expect(shown.replaceAll(/canary\.ts|at .*/g, '')).not.toContain('canary');
});

test.each([
  ['in JSON', JSON.stringify],
  ['in JSON in JSON', (token: string) => JSON.stringify(JSON.stringify({ rejected: token }))],
  [
    'in JSON that is ASCII only',
    (token: string) => token.replace(/[^a-z]/g, (c) => `\\u00${c.charCodeAt(0).toString(16)}`),
  ],
  ['in HTML', (token: string) => token.replace(/[^a-z]/g, (c) => `&#${c.charCodeAt(0)};`)],
  ['in an address', (token: string) => `https://proxy.example.com/?body=${encodeURIComponent(token)}`],
  ['cut off', (token: string) => token.slice(3, 12)],
])('a rejected token stays out of the error of a fetch that shows it %s', async (_name, show) => {
  const token = 'ab"cd\\ef/gh+ij';
  expect(await failureOf(new Error(`sent ${show(token)}`), token)).toHaveProperty('cause.message', '[redacted]');
});

test.each([
  ['?key=canarykey', (url: string) => url],
  ['?canarykey', (url: string) => url],
  ['?key=canary%2Bkey&v=1', decodeURIComponent],
  ['?v=1&key=canarykey', (url: string) => url.slice(0, -3)],
])('the query %s stays out of the error of a fetch that names the address', async (query, show) => {
  const fetch: typeof globalThis.fetch = async (url) => {
    throw new Error(`request to ${show(String(url))} failed`);
  };
  const asking = brokerToken(`${address}${query}`, { fetch })({ signal });
  await expect(asking).rejects.toHaveProperty('cause.message', '[redacted]');
});

test.each(['', '?v=1'])('the cause is told where it does not show the query %j', async (query) => {
  const fetch = async () => {
    throw new TypeError('fetch failed: 1');
  };
  const asking = brokerToken(`${address}${query}`, { fetch })({ signal });
  await expect(asking).rejects.toHaveProperty('cause.message', 'fetch failed: 1');
});

test('an aborted request throws the reason of the abort', async () => {
  const controller = new AbortController();
  const fetch: typeof globalThis.fetch = (_url, init) =>
    new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('aborted'))));
  const waiting = brokerToken(address, { fetch })({ signal: controller.signal });
  const reason = new Error('nobody waits');
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(brokerToken(address, { fetch })({ signal: controller.signal })).rejects.toBe(reason);
});

test.each<[unknown, BrokerTokenOptions | undefined, RegExp]>([
  [undefined, undefined, /^brokerToken: url must be the broker's address/],
  ['', undefined, /url must be the broker's address/],
  ['https://', undefined, /relative to the page, or begin with https/],
  ['//', undefined, /relative to the page, or begin with https/],
  ['http://app.example.com/token', undefined, /url must begin with https:.* over http: from another origin/],
  ['ftp://app.example.com/token', undefined, /url must begin with https:.* over ftp:/],
  ['https://me:secret@app.example.com/', undefined, /must not hold a user name or password/],
  [
    address,
    { credentials: 'yes' as never },
    /^brokerToken: option "credentials" must be 'same-origin', 'include' or 'omit'\.$/,
  ],
  [address, { fetch: 'fetch' as never }, /^brokerToken: option "fetch" must be a function like the global fetch\.$/],
  [address, { allowGuests: 1 as never }, /^brokerToken: option "allowGuests" must be true or false\.$/],
  [address, { allowInsecureRequests: true as never }, /^brokerToken: option "allowInsecureRequests" must be a list of/],
  [
    address,
    { guests: true } as never,
    /^brokerToken: option "guests" is not known; known are: credentials, fetch, allowGuests, allowInsecureRequests\.$/,
  ],
])('brokerToken(%j, %o): TypeError at once', (url, options, message) => {
  expect(() => brokerToken(url as string, options)).toThrow(TypeError);
  expect(() => brokerToken(url as string, options)).toThrow(message);
});

test.each(['http://localhost:3000/token', 'http://127.0.0.1/token', '/token', 'token', '?a=b'])(
  '%s is an address for a broker',
  (url) => {
    expect(brokerToken(url)).toBeTypeOf('function');
  },
);
