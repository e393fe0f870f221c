import { expect, test } from 'vitest';
import { type BrokerSceneOptions, brokerScene, page, post } from '../../testing/broker-scene.ts';

const foreign = 'https://evil.example.net';
const at = (init: RequestInit) => new Request(`${page}/api/token`, init);

/** Every kind of request that gets nothing. */
const badRequests: Record<
  string,
  { request: () => Request; status: number; event: object; options?: BrokerSceneOptions; error: string }
> = {
  'a GET': {
    request: () => at({ headers: { 'sec-fetch-site': 'none' } }),
    status: 405,
    event: { type: 'denied', reason: 'method' },
    error: 'invalid_request',
  },
  'an OPTIONS that is no preflight': {
    request: () => at({ method: 'OPTIONS' }),
    status: 405,
    event: { type: 'denied', reason: 'method' },
    error: 'invalid_request',
  },
  'a page of another site': {
    request: () => post({}, { origin: foreign, 'sec-fetch-site': 'cross-site' }),
    status: 403,
    event: { type: 'denied', reason: 'origin', origin: foreign },
    error: 'access_denied',
  },
  'a page of a sister domain': {
    request: () => post({}, { origin: 'https://blog.example.com', 'sec-fetch-site': 'same-site' }),
    status: 403,
    event: { type: 'denied', reason: 'origin' },
    error: 'access_denied',
  },
  'a page of another site in an old browser': {
    request: () => {
      const request = post({}, { origin: foreign });
      request.headers.delete('sec-fetch-site');
      return request;
    },
    status: 403,
    event: { type: 'denied', reason: 'origin' },
    error: 'access_denied',
  },
  'a sandboxed frame': {
    request: () => {
      const request = post({}, { origin: 'null' });
      request.headers.delete('sec-fetch-site');
      return request;
    },
    status: 403,
    event: { type: 'denied', reason: 'origin', origin: 'null' },
    error: 'access_denied',
  },
  'a preflight of an origin that is not named': {
    request: () => at({ method: 'OPTIONS', headers: { origin: foreign, 'access-control-request-method': 'POST' } }),
    status: 403,
    event: { type: 'denied', reason: 'origin' },
    error: 'access_denied',
    options: { origins: ['https://other.example.com'] },
  },
  'a form': {
    request: () => post('rejected=t1', { 'content-type': 'application/x-www-form-urlencoded' }),
    status: 415,
    event: { type: 'denied', reason: 'content-type' },
    error: 'invalid_request',
  },
  'another type that only begins or ends as JSON does': {
    request: () => post({}, { 'content-type': 'application/json5' }),
    status: 415,
    event: { type: 'denied', reason: 'content-type' },
    error: 'invalid_request',
  },
  'a simple type with JSON behind it, which needs no preflight': {
    request: () => post({}, { 'content-type': 'text/plain;application/json' }),
    status: 415,
    event: { type: 'denied', reason: 'content-type' },
    error: 'invalid_request',
  },
  'a body that says that it is longer than 8 kB': {
    request: () => post({}, { 'content-length': '8193' }),
    status: 413,
    event: { type: 'denied', reason: 'body-size' },
    error: 'invalid_request',
  },
  'an origin that a named one begins with': {
    request: () => post({}, { origin: 'https://other.example.co', 'sec-fetch-site': 'cross-site' }),
    status: 403,
    event: { type: 'denied', reason: 'origin' },
    error: 'access_denied',
    options: { origins: ['https://other.example.com'] },
  },
  'an origin that begins with a named one': {
    request: () => post({}, { origin: 'https://other.example.com.evil.net', 'sec-fetch-site': 'cross-site' }),
    status: 403,
    event: { type: 'denied', reason: 'origin' },
    error: 'access_denied',
    options: { origins: ['https://other.example.com'] },
  },
  'an authorize that returns a response with a caller': {
    request: () => post(),
    status: 500,
    event: { type: 'failed', reason: 'authorize' },
    error: 'server_error',
    options: { authorize: () => Object.assign(new Response('canary'), { caller: 'ann' }) },
  },
  'no content type': {
    request: () => at({ method: 'POST', headers: { origin: page } }),
    status: 415,
    event: { type: 'denied', reason: 'content-type' },
    error: 'invalid_request',
  },
  'somebody whom authorize does not know': {
    request: () => post(),
    status: 401,
    event: { type: 'denied', reason: 'not-authorized' },
    error: 'access_denied',
    options: { authorize: async () => false },
  },
  'an authorize that throws': {
    request: () => post(),
    status: 500,
    event: { type: 'failed', reason: 'authorize', error: new Error('canary: session store') },
    error: 'server_error',
    options: { authorize: () => Promise.reject(new Error('canary: session store')) },
  },
  'an authorize that returns a session instead of true': {
    request: () => post(),
    status: 500,
    event: { type: 'failed', reason: 'authorize', error: { message: expect.stringContaining('must return true') } },
    error: 'server_error',
    options: { authorize: () => ({ user: 'canary' }) as never },
  },
  'an authorize that returns nothing': {
    request: () => post(),
    status: 500,
    event: { type: 'failed', reason: 'authorize' },
    error: 'server_error',
    options: { authorize: () => undefined as never },
  },
  'an authorize that lets in by a response': {
    request: () => post(),
    status: 500,
    event: { type: 'failed', reason: 'authorize' },
    error: 'server_error',
    options: { authorize: () => new Response('canary') },
  },
  'an authorize that reads the body': {
    request: () => post({ rejected: 'canary' }),
    status: 500,
    event: { type: 'failed', reason: 'authorize', error: expect.any(TypeError) },
    error: 'server_error',
    options: { authorize: async (request) => (await request.text()) !== '' },
  },
  'an authorize that names a caller without a name': {
    request: () => post(),
    status: 500,
    event: { type: 'failed', reason: 'authorize', error: { message: expect.stringContaining('non-empty') } },
    error: 'server_error',
    options: { authorize: () => ({ caller: '' }) },
  },
  'a body that something in front has read': {
    request: () => post('', { 'content-length': '20' }),
    status: 500,
    event: { type: 'failed', reason: 'body-taken' },
    error: 'server_error',
  },
  'a body of 8 kB and a byte': {
    request: () => post({ rejected: 'x'.repeat(8192 - 15 + 1) }),
    status: 413,
    event: { type: 'denied', reason: 'body-size' },
    error: 'invalid_request',
  },
  'a body that is announced as too long': {
    request: () => post({}, { 'content-length': '8193' }),
    status: 413,
    event: { type: 'denied', reason: 'body-size' },
    error: 'invalid_request',
  },
  'garbage instead of JSON': {
    request: () => post('{"rejected": canary'),
    status: 400,
    event: { type: 'denied', reason: 'body' },
    error: 'invalid_request',
  },
  'a JSON list': {
    request: () => post(['canary']),
    status: 400,
    event: { type: 'denied', reason: 'body' },
    error: 'invalid_request',
  },
  'a rejected token that is no text': {
    request: () => post({ rejected: 7 }),
    status: 400,
    event: { type: 'denied', reason: 'body' },
    error: 'invalid_request',
  },
  'a body that breaks off': {
    request: () => {
      const body = new ReadableStream({ pull: (controller) => controller.error(new Error('canary')) });
      const headers = { 'content-type': 'application/json', origin: page };
      return at({ method: 'POST', headers, body, duplex: 'half' } as RequestInit);
    },
    status: 400,
    event: { type: 'denied', reason: 'body' },
    error: 'invalid_request',
  },
};

const sentences: Record<string, string> = {
  method: 'Send a POST request.',
  origin: 'Pages of this origin may not call this address.',
  'content-type': 'Send application/json.',
  'not-authorized': 'Sign in first.',
  'body-size': 'The body is too long.',
  body: 'The body is not the JSON that belongs here.',
  authorize: 'The server failed.',
  'body-taken': 'The server failed.',
};

test.each(Object.entries(badRequests))(
  '%s gets nothing, and the server is told why',
  async (_name, { request, status, event, options, error }) => {
    const { broker, events, upstream } = brokerScene(options);
    const response = await broker(request());
    expect(response.status).toBe(status);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(response.headers.get('content-type')).toBe('application/json');
    expect(response.headers.has('access-control-allow-origin')).toBe(false);
    expect(response.headers.get('allow')).toBe(status === 405 ? 'POST' : null);
    const body = await response.text();
    const { reason } = event as { readonly reason: string };
    expect(JSON.parse(body)).toEqual({ error, error_description: sentences[reason] });
    expect(body).not.toContain('canary');
    expect(events).toMatchObject([{ ...event, status, at: expect.any(Number) }]);
    expect(upstream).toEqual([]);
  },
);

const mustReturn = 'createTokenBroker: authorize must return true, false, { caller } or a Response from 400 up; got';
const mustName = 'createTokenBroker: "caller" in what authorize returned must be a non-empty string; got';
test.each<[unknown, string]>([
  [{ caller: 7 }, `${mustName} number.`],
  [{ caller: '' }, `${mustName} an empty string.`],
  [{ caller: undefined }, `${mustName} undefined.`],
  [{ caller: null }, `${mustName} null.`],
  [undefined, `${mustReturn} undefined.`],
  [null, `${mustReturn} null.`],
  ['canary', `${mustReturn} string.`],
  [{ user: 'canary' }, `${mustReturn} object.`],
  [new Response('canary'), `${mustReturn} a Response with status 200.`],
])('what authorize returned is 500, and its owner is told what is wrong with it: %j', async (returned, message) => {
  const { broker, events } = brokerScene({ authorize: () => returned as never });
  expect((await broker(post())).status).toBe(500);
  expect(events).toMatchObject([{ type: 'failed', reason: 'authorize', error: { name: 'TypeError', message } }]);
});

test('authorize is asked when the body has arrived, and sees the request itself', async () => {
  const seen: string[] = [];
  const { broker } = brokerScene({
    authorize: (request) => {
      seen.push(`${request.headers.get('cookie')} ${request.bodyUsed}`);
      return true;
    },
  });
  expect((await broker(post({}, { cookie: 'session=1' }))).status).toBe(200);
  expect(seen).toEqual(['session=1 true']);
});

test('a request that is held open gets nothing once the session has ended', async () => {
  let hasSession = true;
  const { broker, upstream } = brokerScene({ authorize: () => hasSession });
  let send: (part: Uint8Array | undefined) => void = () => {};
  const body = new ReadableStream({
    start(controller) {
      send = (part) => (part ? controller.enqueue(part) : controller.close());
    },
  });
  const headers = { 'content-type': 'application/json', origin: page };
  const response = broker(at({ method: 'POST', headers, body, duplex: 'half' } as RequestInit));
  send(new TextEncoder().encode('{'));
  await new Promise(setImmediate);
  hasSession = false;
  send(new TextEncoder().encode('}'));
  send(undefined);
  expect((await response).status).toBe(401);
  expect(upstream).toEqual([]);
});

test('one response that authorize returns each time denies each time', async () => {
  const denied = new Response('Your plan has ended.', { status: 402, headers: { 'x-plan': 'none' } });
  const { broker } = brokerScene({ authorize: () => denied });
  const responses = await Promise.all([broker(post()), broker(post())]);
  responses.push(await broker(post()));
  for (const response of responses) {
    expect([response.status, response.headers.get('x-plan')]).toEqual([402, 'none']);
    expect(await response.text()).toBe('Your plan has ended.');
  }
});

test('a caller that authorize names is let in', async () => {
  const { broker } = brokerScene({ authorize: async () => ({ caller: 'user-1' }) });
  expect((await broker(post())).status).toBe(200);
});

test.each([
  [[foreign], 'Origin'],
  [undefined, null],
])('a response depends on the origin only where origins are named: %j', async (origins, vary) => {
  const { broker } = brokerScene({ origins });
  expect((await broker(post())).headers.get('vary')).toBe(vary);
});

test('a response that authorize writes itself goes to the page, uncached', async () => {
  const { broker, events } = brokerScene({
    authorize: () => new Response('Slow down.', { status: 429, headers: { 'retry-after': '7' } }),
  });
  const response = await broker(post());
  expect([response.status, response.headers.get('retry-after'), await response.text()]).toEqual([
    429,
    '7',
    'Slow down.',
  ]);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(events).toMatchObject([{ type: 'denied', reason: 'not-authorized', status: 429 }]);
});

test.each<[string, Record<string, string>]>([
  ['a current browser behind a proxy that renames the host', { origin: 'https://public.example.org' }],
  ['a user without a page', { 'sec-fetch-site': 'none' }],
])('%s is let in', async (_name, headers) => {
  expect((await brokerScene().broker(post({}, headers))).status).toBe(200);
});

test.each<[string, Record<string, string>]>([
  ['an old browser', { origin: page }],
  [
    'an old browser behind a proxy that ends TLS and keeps the host',
    { origin: 'https://public.example.org', host: 'public.example.org' },
  ],
  ['a program', {}],
])('%s, which sends no Sec-Fetch-Site, is let in', async (_name, headers) => {
  const request = new Request('http://app.example.com/api/token', {
    method: 'POST',
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
  });
  expect((await brokerScene().broker(request)).status).toBe(200);
});

test('a body of exactly 8 kB is read', async () => {
  expect((await brokerScene().broker(post({ rejected: 'x'.repeat(8192 - 15) }))).status).toBe(200);
});

test('a page of a named origin may ask, is told so, and may read everything that it needs', async () => {
  const { broker, events } = brokerScene({ origins: ['https://other.example.com/', 'http://localhost:5173'] });
  const origin = 'http://localhost:5173';
  const asked = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };
  const preflight = await broker(at({ method: 'OPTIONS', headers: { ...asked, 'sec-fetch-site': 'cross-site' } }));
  expect(preflight.status).toBe(204);
  expect(Object.fromEntries(preflight.headers)).toEqual({
    'access-control-allow-origin': origin,
    'access-control-allow-credentials': 'true',
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type',
    'access-control-expose-headers': 'Retry-After',
    'access-control-max-age': '600',
    vary: 'Origin',
  });
  expect(events).toEqual([]);
  const response = await broker(post({}, { origin, 'sec-fetch-site': 'cross-site' }));
  expect(response.status).toBe(200);
  expect(response.headers.get('access-control-allow-origin')).toBe(origin);
  expect(response.headers.get('vary')).toBe('Origin');
  const refused = await broker(post('[', { origin, 'sec-fetch-site': 'cross-site' }));
  expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([400, origin]);
  const stranger = await broker(post({}, { origin: foreign, 'sec-fetch-site': 'cross-site' }));
  expect([stranger.status, stranger.headers.get('access-control-allow-origin')]).toEqual([403, null]);
});

test('only the question of a browser is answered as one, whatever headers a request has', async () => {
  const origin = 'https://other.example.com';
  const { broker } = brokerScene({ origins: [origin] });
  const asking = { origin, 'access-control-request-method': 'POST' };
  expect((await broker(post({}, asking))).status).toBe(200);
  expect((await broker(at({ method: 'OPTIONS', headers: { origin } }))).status).toBe(405);
  expect((await broker(at({ method: 'OPTIONS', headers: asking }))).status).toBe(204);
});

test.each([
  'http://intranet.example.com:8080',
  'capacitor://localhost',
  'tauri://localhost',
  'chrome-extension://abcdefghijklmnopabcdefghijklmnop',
])('a page of %s may ask when it is named, and is told so', async (origin) => {
  const request = () => post({}, { origin, 'sec-fetch-site': 'cross-site' });
  expect((await brokerScene().broker(request())).status).toBe(403);
  const response = await brokerScene({ origins: [origin] }).broker(request());
  expect([response.status, response.headers.get('access-control-allow-origin')]).toEqual([200, origin]);
});

test('behind a proxy that renames the host, on plain http, a page may ask when its origin is named', async () => {
  const origin = 'http://intranet';
  const asIs = () => {
    const request = post({}, { origin, host: 'backend:3000' });
    request.headers.delete('sec-fetch-site');
    return request;
  };
  expect((await brokerScene().broker(asIs())).status).toBe(403);
  expect((await brokerScene({ origins: [origin] }).broker(asIs())).status).toBe(200);
});

test('a request whose body was read before is the failure of the server, and says so', async () => {
  const { broker, events } = brokerScene();
  const request = post();
  await request.text();
  expect((await broker(request)).status).toBe(500);
  expect(events).toMatchObject([
    { type: 'failed', reason: 'body-taken', error: { message: expect.stringContaining('has been read before') } },
  ]);
});
