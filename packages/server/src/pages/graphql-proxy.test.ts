import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTokenRefresher, TokenRequestError } from '@token-refresher/core';
import { createGate, type LocalApi, misbehave, startLocalApi, startStranger } from '@token-refresher/test-support';
import { createFakeClock } from '@token-refresher/test-support/fake-clock';
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { clientCredentials } from '../grants/client-credentials.ts';
import { createGraphQLProxy, type GraphQLProxyOptions } from './graphql-proxy.ts';
import type { PageEvent } from './page-endpoint/page-events.ts';

const page = 'https://app.example.com';
let api: LocalApi;
let events: PageEvent[];
beforeEach(async () => {
  api = await startLocalApi();
  events = [];
});
afterEach(() => api.close());

function startProxy(options: Partial<GraphQLProxyOptions> = {}) {
  const { tokenEndpoint, clientId, clientSecret } = api;
  const tokens = createTokenRefresher(clientCredentials({ tokenEndpoint, clientId, clientSecret, scope: 'api' }));
  onTestFinished(() => tokens.close());
  const onEvent = (event: PageEvent) => events.push(event);
  return createGraphQLProxy({ tokens, url: api.url, authorize: () => true, onEvent, ...options });
}

const post = (body: unknown, init: RequestInit & { headers?: Record<string, string> } = {}) =>
  new Request(`${page}/api/graphql`, {
    method: 'POST',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
    headers: { 'content-type': 'application/json', origin: page, 'sec-fetch-site': 'same-origin', ...init.headers },
  });
const operation = { query: '{ viewer }' };

test('an operation goes on with the token, and the response comes back without one', async () => {
  const response = await startProxy()(post(operation, { headers: { cookie: 'session=1', authorization: 'Bearer x' } }));
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  const text = await response.text();
  expect(JSON.parse(text)).toMatchObject({ data: { viewer: expect.any(String) } });
  // Two where the machine is so slow that the first request was given up.
  expect(api.issuedTokens.map((token) => `Bearer ${token}`)).toContain(api.graphqlRequests[0]?.headers.authorization);
  for (const token of api.issuedTokens) expect(JSON.stringify([text, [...response.headers]])).not.toContain(token);
  expect(api.graphqlRequests[0]?.headers).not.toHaveProperty('cookie');
  expect(events).toMatchObject([{ type: 'answered', status: 200 }]);
});

test('what a page accepts is what the API is asked for', async () => {
  const proxy = startProxy();
  await proxy(post(operation, { headers: { accept: 'multipart/mixed, application/json' } }));
  await proxy(post(operation));
  expect(api.graphqlRequests.map(({ headers }) => headers.accept)).toEqual([
    'multipart/mixed, application/json',
    '*/*',
  ]);
});

test("the token is sent as the refresher's header says", async () => {
  const tokens = createTokenRefresher(async () => ({ value: 't1' }), { header: (token) => ({ 'X-Token': token }) });
  onTestFinished(() => tokens.close());
  await startProxy({ tokens })(post(operation));
  expect(api.graphqlRequests[0]?.headers['x-token']).toBe('t1');
  expect(api.graphqlRequests[0]?.headers).not.toHaveProperty('authorization');
});

test('a token that died is replaced, and the page notices nothing', async () => {
  const proxy = startProxy();
  await proxy(post(operation));
  api.revokeAll();
  const response = await proxy(post(operation));
  expect(response.status).toBe(200);
  expect(await response.json()).toHaveProperty('data');
  expect(api.tokenRequests).toHaveLength(2);
});

test('a page whose queries are denied takes the token from nobody, whatever it varies', async () => {
  const denied = JSON.stringify({ data: null, errors: [{ message: 'No.', extensions: { code: 'UNAUTHENTICATED' } }] });
  let requests = 0;
  const tokens = createTokenRefresher(async () => {
    if (requests++ === 0) return { value: 't1' };
    throw new TokenRequestError('Too many.', { code: 'rate_limited', retryAt: Date.now() + 3_600_000 });
  });
  onTestFinished(() => tokens.close());
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    response.setHeader('content-type', 'application/json');
    response.end(body.includes('secret') ? denied : '{"data":{"viewer":"ann"}}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const proxy = startProxy({ tokens, url: `http://127.0.0.1:${port}/graphql` });
  expect((await proxy(post(operation))).status).toBe(200);
  for (let variant = 0; variant < 100; variant++) {
    await proxy(post({ query: `{ secret } # ${variant}` }));
    expect((await proxy(post(operation))).status).toBe(200);
  }
  expect(requests).toBe(2);
});

/** A proxy on a clock that the test turns, before an API of which the test says what it thinks of each token and query. */
async function startDamped(accepts: (token: string, query: string) => boolean, options: Partial<GraphQLProxyOptions>) {
  const clock = createFakeClock();
  let requests = 0;
  const mint = async () => ({ value: `t${++requests}`, expiresAt: clock.now() + 24 * 3_600_000 });
  const tokens = createTokenRefresher(mint, { clock });
  onTestFinished(() => tokens.close());
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const isGood = accepts(`${request.headers.authorization}`.replace('Bearer ', ''), JSON.parse(body).query);
    response.writeHead(isGood ? 200 : 401, { 'content-type': 'application/json' });
    response.end(isGood ? '{"data":{"viewer":"ann"}}' : '{"errors":[{"message":"Unauthorized"}]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const proxy = startProxy({ tokens, clock, url: `http://127.0.0.1:${port}/graphql`, ...options });
  const ask = async (query: string, user: string) =>
    (await proxy(post({ query }, { headers: { 'x-user': user } }))).status;
  return { ask, clock, tokens, requests: () => requests };
}
const byUser = (request: Request) => ({ caller: `${request.headers.get('x-user')}` });

test('a page whose operations are denied all the time does not hold up the repair for the others', async () => {
  const revoked = new Set<string>();
  const accepts = (token: string, query: string) => !revoked.has(token) && !query.includes('secret');
  const { ask, clock, tokens, requests } = await startDamped(accepts, { authorize: byUser });
  let revocations = 0;
  for (let second = 0; second < 600; second++) {
    expect(await ask(`{ secret } # ${second}`, 'loop')).toBe(502);
    if (second % 97 === 0) {
      revoked.add(tokens.peek()?.value ?? '');
      revocations++;
      expect(await ask('{ viewer }', `user-${second}`)).toBe(200);
    }
    await clock.advance(1_000);
  }
  // The loop alone: 4 in its first minute, then one a minute.
  expect(requests()).toBeLessThanOrEqual(1 + 4 + 9 + revocations);
});

test('a caller whose pause has not ended does not lengthen the wait of the others', async () => {
  const revoked = new Set<string>();
  const accepts = (token: string, query: string) => !revoked.has(token) && !query.includes('secret');
  const { ask, clock, tokens } = await startDamped(accepts, { authorize: byUser });
  for (let second = 0; second <= 66; second++) {
    expect(await ask(`{ secret } # ${second}`, 'loop')).toBe(502);
    if ([1, 62, 64, 66].includes(second)) {
      revoked.add(tokens.peek()?.value ?? '');
      expect([second, await ask('{ viewer }', 'ann')]).toEqual([second, 200]);
    }
    await clock.advance(1_000);
  }
});

test('a caller whom the used-up budget kept away is not forgotten, and leaves the last one to others', async () => {
  const revoked = new Set<string>();
  const accepts = (token: string, query: string) => !revoked.has(token) && !query.includes('secret');
  const { ask, clock, tokens, requests } = await startDamped(accepts, { authorize: byUser });
  const revokeAndAsk = (user: string) => {
    revoked.add(tokens.peek()?.value ?? '');
    return ask('{ viewer }', user);
  };
  for (let variant = 0; variant < 4; variant++) expect(await ask(`{ secret } # ${variant}`, 'loop')).toBe(502);
  expect(await revokeAndAsk('ann')).toBe(200);
  const taken: string[] = [];
  const notingWhoTakes = async (user: string, asking: () => Promise<number>) => {
    const before = requests();
    await asking();
    if (requests() > before) taken.push(user);
  };
  for (let second = 1; second <= 110; second++) {
    await clock.advance(1_000);
    // Others take what the budget gets, about every 15 s, before the loop comes.
    await notingWhoTakes('others', () => revokeAndAsk(`user-${second}`));
    await notingWhoTakes('loop', () => ask(`{ secret } # ${second}`, 'loop'));
  }
  expect(taken).toEqual(Array(7).fill('others'));
  await clock.advance(14_000);
  await notingWhoTakes('loop', () => ask('{ secret } # again', 'loop'));
  await notingWhoTakes('ann', () => revokeAndAsk('ann'));
  expect(taken.slice(7)).toEqual(['ann']);
});

test('one whose operations were denied is repaired as everybody, when somebody else has got a new token', async () => {
  const revoked = new Set<string>();
  const accepts = (token: string, query: string) => !revoked.has(token) && !query.includes('secret');
  const { ask, tokens, requests } = await startDamped(accepts, { authorize: byUser });
  for (let variant = 0; variant < 9; variant++) expect(await ask(`{ secret } # ${variant}`, 'loop')).toBe(502);
  expect(requests()).toBe(1 + 4);
  revoked.add(tokens.peek()?.value ?? '');
  expect(await Promise.all([ask('{ viewer }', 'ann'), ask('{ viewer }', 'loop')])).toContain(200);
  expect(await ask('{ viewer }', 'loop')).toBe(200);
  expect(requests()).toBe(1 + 5);
});

test.each([20, 30, 45])(
  'a caller is repaired each time that the token is revoked, every %s seconds, as one is who has no name',
  async (apart) => {
    const revoked = new Set<string>();
    const { ask, clock, tokens } = await startDamped((token) => !revoked.has(token), { authorize: byUser });
    for (let second = 1; second <= 240; second++) {
      if (second % apart === 0) revoked.add(tokens.peek()?.value ?? '');
      expect([second, await ask('{ viewer }', 'bob')]).toEqual([second, 200]);
      await clock.advance(1_000);
    }
  },
);

test('a refresh that failed is given back to its caller', async () => {
  const revoked = new Set<string>();
  const clock = createFakeClock();
  let requests = 0;
  let isDown = false;
  const mint = async () => {
    if (isDown) throw new TokenRequestError('Down.', { code: 'access_denied', permanent: true });
    return { value: `t${++requests}`, expiresAt: clock.now() + 3_600_000 };
  };
  const tokens = createTokenRefresher(mint, { clock });
  onTestFinished(() => tokens.close());
  const accepts = (token: string, query: string) => !revoked.has(token) && !query.includes('secret');
  const { ask } = await startDamped(accepts, { authorize: byUser, tokens, clock });
  for (let time = 0; time < 3; time++) {
    isDown = false;
    expect(await ask('{ viewer }', 'bob')).toBe(200);
    isDown = true;
    revoked.add(tokens.peek()?.value ?? '');
    expect(await ask('{ viewer }', 'bob')).toBe(503);
    await clock.advance(60_000 - 1);
  }
  isDown = false;
  expect(await ask('{ viewer }', 'bob')).toBe(200);
  const before = requests;
  for (let variant = 0; variant < 9; variant++) expect(await ask(`{ secret } # ${variant}`, 'bob')).toBe(502);
  expect(requests).toBe(before + 4);
});

test.each(['gets a part of the response', 'leaves before'])('so is one whose page %s', async (what) => {
  const revoked = new Set<string>();
  const clock = createFakeClock();
  let requests = 0;
  let gate: ReturnType<typeof createGate> | undefined;
  const mint = async () => {
    if (!gate) return { value: `t${++requests}`, expiresAt: clock.now() + 3_600_000 };
    await gate.pass();
    throw new TokenRequestError('Down.', { code: 'access_denied', permanent: true });
  };
  const tokens = createTokenRefresher(mint, { clock });
  onTestFinished(() => tokens.close());
  const part = { data: { viewer: 'ann' }, errors: [{ message: 'No.', extensions: { code: 'UNAUTHENTICATED' } }] };
  const sendsPart = what === 'gets a part of the response';
  const server = createServer((request, response) => {
    const isGood = !revoked.has(`${request.headers.authorization}`.replace('Bearer ', ''));
    response.writeHead(isGood || sendsPart ? 200 : 401, { 'content-type': 'application/json' });
    response.end(JSON.stringify(isGood ? { data: part.data } : part));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  const proxy = startProxy({ tokens, clock, url, authorize: () => ({ caller: 'bob' }) });
  const revokeAndAsk = (signal?: AbortSignal) => {
    revoked.add(tokens.peek()?.value ?? '');
    return proxy(post(operation, signal && { signal }));
  };
  await proxy(post(operation));
  for (let time = 1; time <= 4; time++) {
    gate = createGate();
    const page = new AbortController();
    const response = revokeAndAsk(page.signal);
    await gate.waitFor(1);
    if (!sendsPart) page.abort();
    else gate.release();
    expect((await response).status).toBe(sendsPart ? 200 : 499);
    const failed = new Promise<void>(
      (resolve) => void tokens.subscribe(({ type }) => type === 'refresh-failed' && resolve()),
    );
    gate.release();
    if (!sendsPart) await failed;
    gate = undefined;
    await clock.advance(59_999);
    expect((await proxy(post(operation))).status).toBe(200);
  }
  expect(await (await revokeAndAsk()).json()).toEqual({ data: part.data });
});

test('an operation that is denied in a loop counts, whatever else of its caller is accepted', async () => {
  const revoked = new Set<string>();
  const accepts = (token: string, query: string) => !revoked.has(token) && !query.includes('secret');
  const { ask, clock, tokens, requests } = await startDamped(accepts, { authorize: byUser });
  for (let second = 0; second < 10; second++) {
    expect(await ask(`{ secret } # ${second}`, 'loop')).toBe(502);
    expect(await ask('{ viewer }', 'loop')).toBe(200);
    await clock.advance(1_000);
  }
  expect(requests()).toBe(1 + 4);
  revoked.add(tokens.peek()?.value ?? '');
  expect(await ask('{ viewer }', 'loop')).toBe(502);
});

test('a caller whose token is revoked again and again within a second is repaired as often as the budget of all allows', async () => {
  const revoked = new Set<string>();
  const { ask, clock, tokens, requests } = await startDamped((token) => !revoked.has(token), { authorize: byUser });
  expect(await ask('{ viewer }', 'ann')).toBe(200);
  const revokeAndAsk = () => {
    revoked.add(tokens.peek()?.value ?? '');
    return ask('{ viewer }', 'ann');
  };
  for (let time = 1; time <= 5; time++) expect(await revokeAndAsk()).toBe(200);
  expect(await revokeAndAsk()).toBe(502);
  await clock.advance(15_000);
  expect(await ask('{ viewer }', 'ann')).toBe(200);
  expect(requests()).toBe(1 + 6);
});

test('what the budget of all has no room for costs a caller nothing of its own', async () => {
  const revoked = new Set<string>();
  const accepts = (token: string, query: string) => !revoked.has(token) && !query.includes('secret');
  const { ask, clock, tokens, requests } = await startDamped(accepts, { authorize: byUser });
  for (const user of ['loop-1', 'loop-2']) {
    for (let variant = 0; variant < 4; variant++) await ask(`{ secret } # ${user} ${variant}`, user);
  }
  expect(requests()).toBe(1 + 5);
  revoked.add(tokens.peek()?.value ?? '');
  for (let time = 0; time < 9; time++) expect(await ask('{ viewer }', 'ann')).toBe(502);
  await clock.advance(15_000);
  expect(await ask('{ viewer }', 'ann')).toBe(200);
});

test('five callers with a denied operation each use up the budget, and the next one waits for 15 seconds', async () => {
  const revoked = new Set<string>();
  const accepts = (token: string, query: string) => !revoked.has(token) && !query.includes('secret');
  const { ask, clock, tokens, requests } = await startDamped(accepts, { authorize: byUser });
  for (let caller = 1; caller <= 5; caller++) await ask(`{ secret } # ${caller}`, `user-${caller}`);
  expect(requests()).toBe(1 + 5);
  revoked.add(tokens.peek()?.value ?? '');
  expect(await ask('{ viewer }', 'ann')).toBe(502);
  await clock.advance(15_000);
  expect(await ask('{ viewer }', 'ann')).toBe(200);
});

test('of two pages whose operations are all denied, none takes the last refresh from somebody who comes once', async () => {
  const revoked = new Set<string>();
  const accepts = (token: string, query: string) => !revoked.has(token) && !query.includes('secret');
  const { ask, tokens, requests } = await startDamped(accepts, { authorize: byUser });
  for (let variant = 0; variant < 4; variant++) {
    for (const user of ['loop-1', 'loop-2']) await ask(`{ secret } # ${user} ${variant}`, user);
  }
  expect(requests()).toBe(1 + 4);
  revoked.add(tokens.peek()?.value ?? '');
  expect(await ask('{ viewer }', 'ann')).toBe(200);
});

test('callers that authorize does not name share what the refresher allows', async () => {
  const { ask, requests } = await startDamped((_, query) => !query.includes('secret'), { authorize: () => true });
  for (let variant = 0; variant < 20; variant++) expect(await ask(`{ secret } # ${variant}`, '')).toBe(502);
  expect(requests()).toBe(1 + 5);
});

test("an API that rejects a new token too is not the page's session that has ended", async () => {
  const proxy = startProxy();
  api.refuseEverything(true);
  const response = await proxy(post(operation));
  expect(response.status).toBe(502);
  expect(await response.json()).toEqual({
    errors: [{ message: 'The API gave no response that could be passed on.', extensions: { code: 'bad_gateway' } }],
  });
  expect(events).toMatchObject([{ type: 'failed', reason: 'api', status: 502 }]);
});

test('an API that rejects a new token too with HTTP 200 is talking to the page', async () => {
  const proxy = startProxy();
  const rejection = { data: null, errors: [{ message: 'No.', extensions: { code: 'UNAUTHENTICATED' } }] };
  api.graphqlRespondsWith(misbehave.json(rejection));
  const response = await proxy(post(operation));
  expect([response.status, await response.json()]).toEqual([200, rejection]);
  expect(api.graphqlRequests).toHaveLength(2);
});

test('without a token the page gets 503 in the form of a GraphQL response, and none of the details', async () => {
  const proxy = startProxy();
  api.deleteApplication();
  const response = await proxy(post(operation));
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('1');
  const text = await response.text();
  expect(JSON.parse(text)).toEqual({
    errors: [{ message: 'There is no token until the server is repaired.', extensions: { code: 'server_error' } }],
  });
  expect(text).not.toMatch(/invalid_client|127\.0\.0\.1/);
  expect(events).toMatchObject([{ type: 'failed', reason: 'token', error: { code: 'invalid_client' } }]);
});

test('an API that breaks off, or sends the proxy elsewhere, is 502', async () => {
  const stranger = await startStranger();
  onTestFinished(() => stranger.close());
  const proxy = startProxy();
  api.graphqlRespondsWith(misbehave.reset());
  expect((await proxy(post(operation))).status).toBe(502);
  api.graphqlRespondsWith(misbehave.redirect(`${stranger.origin}/graphql`));
  expect((await proxy(post(operation))).status).toBe(502);
  expect(stranger.requests).toHaveLength(0);
  expect(events).toMatchObject([
    { reason: 'api' },
    { reason: 'api', error: { message: expect.stringContaining('307') } },
  ]);
});

test("the API's cookies and other headers stay behind", async () => {
  const proxy = startProxy();
  const headers = { 'content-type': 'application/graphql-response+json', 'set-cookie': 'a=b', 'x-powered-by': 'c' };
  api.graphqlRespondsWith({ kind: 'response', status: 200, headers, body: '{"data":null}' });
  const response = await proxy(post(operation));
  expect([...response.headers.keys()].sort()).toEqual(['cache-control', 'content-type']);
  expect(response.headers.get('content-type')).toBe('application/graphql-response+json');
});

test('other refusals of the API are the API talking to the page', async () => {
  const proxy = startProxy();
  api.graphqlRespondsWith(misbehave.tooManyRequests(7));
  const response = await proxy(post(operation));
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, '7']);
});

test('what a page sends is limited', async () => {
  const proxy = startProxy({ maxBodyBytes: 100 });
  expect((await proxy(post({ query: `{ viewer } # ${'x'.repeat(100)}` }))).status).toBe(413);
  const other = { origin: 'https://evil.example.net', 'sec-fetch-site': 'cross-site' };
  expect((await proxy(post(operation, { headers: other }))).status).toBe(403);
  expect(api.graphqlRequests).toHaveLength(0);
});

test('a page that leaves takes its operation along', async () => {
  const proxy = startProxy();
  const controller = new AbortController();
  api.graphqlRespondsWith(misbehave.hang());
  const response = proxy(post(operation, { signal: controller.signal }));
  await api.graphqlRequestsReached(1);
  controller.abort();
  expect((await response).status).toBe(499);
  await api.graphqlRequests[0]?.finished;
  expect(api.graphqlRequests[0]?.abortedByClient).toBe(true);
});

test('a page that has left before its operation is sent on sends nothing', async () => {
  const controller = new AbortController();
  const proxy = startProxy({
    authorize: () => {
      controller.abort();
      return true;
    },
  });
  expect((await proxy(post(operation, { signal: controller.signal }))).status).toBe(499);
  expect(api.graphqlRequests).toHaveLength(0);
  expect(api.tokenRequests).toHaveLength(0);
});

test('a page that leaves while it waits does not end the refresh: the next one has the token', async () => {
  const proxy = startProxy();
  const gate = createGate();
  api.tokenEndpointRespondsWith(misbehave.hold(gate));
  const controller = new AbortController();
  const left = proxy(post(operation, { signal: controller.signal }));
  await api.tokenRequestsReached(1);
  controller.abort();
  expect((await left).status).toBe(499);
  const next = proxy(post(operation));
  gate.release();
  expect((await next).status).toBe(200);
  expect(api.tokenRequests).toHaveLength(1);
  expect(api.tokenRequests[0]?.abortedByClient).toBe(false);
});

test.each([
  ['is silent', misbehave.hang()],
  ['stops in the middle of its response', misbehave.hangInBody()],
])('an API that %s is 504 after the time limit, and its request ends', async (_name, behaviour) => {
  const clock = createFakeClock();
  const proxy = startProxy({ clock });
  api.graphqlRespondsWith(behaviour);
  const waiting = proxy(post(operation));
  await api.graphqlRequestsReached(1);
  await clock.advance(30_000);
  const response = await waiting;
  expect(response.status).toBe(504);
  expect(await response.json()).toEqual({
    errors: [{ message: 'The API did not respond in time.', extensions: { code: 'gateway_timeout' } }],
  });
  expect(events).toMatchObject([
    { type: 'failed', reason: 'timeout', error: { message: expect.stringContaining('30000 ms (option "timeoutMs")') } },
  ]);
  await api.graphqlRequests[0]?.finished;
  expect(api.graphqlRequests[0]?.abortedByClient).toBe(true);
});

test('a stream that has begun in time goes on for as long as it takes', async () => {
  const clock = createFakeClock();
  const streams: ServerResponse[] = [];
  const server = createServer((_, response) => {
    streams.push(response.writeHead(200, { 'content-type': 'text/event-stream' }));
    response.write('first,');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const tokens = createTokenRefresher(async () => ({ value: 't1' }));
  onTestFinished(() => tokens.close());
  const proxy = startProxy({ tokens, clock, url: `http://127.0.0.1:${port}/graphql` });
  const response = await proxy(post(operation));
  await clock.advance(3_600_000);
  streams[0]?.end('last');
  expect(await response.text()).toBe('first,last');
});

describe('what authorize sees is what goes on', () => {
  /** What the API got, and what `authorize` saw. */
  async function passedOn(body: unknown) {
    let seen: unknown;
    const proxy = startProxy({
      authorize: (_request, operations) => {
        seen = operations;
        return true;
      },
    });
    const { status } = await proxy(post(body));
    const got = api.graphqlRequests[0]?.body;
    return { status, seen, got: got === undefined ? undefined : JSON.parse(got) };
  }
  const allowed = '{ viewer }';

  test.each<[string, unknown, object]>([
    ['duplicate keys', '{"query":"{ other }","query":"{ viewer }"}', { query: allowed }],
    ['a key in another case', { QUERY: '{ other }', Query: '{ other }', query: allowed }, { query: allowed }],
    ['keys that nobody knows', { query: allowed, id: 'x', documentId: 'x', doc_id: 'x' }, { query: allowed }],
    ['a prototype', '{"query":"{ viewer }","__proto__":{"query":"{ other }"}}', { query: allowed }],
    [
      'a persisted query beside the document',
      { query: allowed, extensions: { persistedQuery: { version: 1, sha256Hash: 'other' } } },
      { query: allowed },
    ],
    [
      'a persisted query in another case beside the document',
      { query: allowed, extensions: { PersistedQuery: { sha256Hash: 'other' }, PERSISTEDQUERY: {}, trace: 1 } },
      { query: allowed, extensions: { trace: 1 } },
    ],
    [
      'other extensions',
      { query: allowed, extensions: { persistedQuery: {}, trace: 1 } },
      { query: allowed, extensions: { trace: 1 } },
    ],
    [
      'variables and a name',
      { query: allowed, variables: { a: 1 }, operationName: 'A' },
      { query: allowed, variables: { a: 1 }, operationName: 'A' },
    ],
    [
      'empty ones',
      { query: allowed, variables: null, operationName: null },
      { query: allowed, variables: null, operationName: null },
    ],
    [
      'a persisted query alone',
      { extensions: { persistedQuery: { sha256Hash: 'x' } } },
      { extensions: { persistedQuery: { sha256Hash: 'x' } } },
    ],
  ])('%s', async (_name, body, expected) => {
    const { seen, got } = await passedOn(body);
    expect(got).toEqual(expected);
    expect(seen).toEqual([expected]);
  });

  test('each operation of a batch', async () => {
    const { seen, got } = await passedOn([{ query: allowed, QUERY: '{ other }' }, { query: '{ other }' }]);
    expect(got).toEqual([{ query: allowed }, { query: '{ other }' }]);
    expect(seen).toEqual(got);
  });

  test.each<[string, unknown]>([
    ['no JSON', '{'],
    ['a text', '"{ viewer }"'],
    ['nothing', '{}'],
    ['an empty batch', []],
    ['a batch with a hole', [{ query: allowed }, null]],
    ['a query that is a list', { query: [allowed] }],
    ['variables that are a text', { query: allowed, variables: '{}' }],
    ['a name that is an object', { query: allowed, operationName: {} }],
    ['extensions that are a list', { query: allowed, extensions: [] }],
    [
      'variables too deep to be written again',
      `{"query":"{ a }","variables":{"a":${'['.repeat(40_000)}${']'.repeat(40_000)}}}`,
    ],
    ['extensions too deep', `{"query":"{ a }","extensions":{"a":${'['.repeat(40_000)}${']'.repeat(40_000)}}}`],
    ['a batch too deep', `[{"query":"{ a }","variables":{"a":${'['.repeat(40_000)}${']'.repeat(40_000)}}}]`],
  ])('%s is 400 and reaches neither', async (_name, body) => {
    expect(await passedOn(body)).toEqual({ status: 400, seen: undefined, got: undefined });
    expect(events).toMatchObject([{ type: 'denied', reason: 'body', status: 400 }]);
  });

  test('an operation that authorize does not let pass stays here', async () => {
    const proxy = startProxy({
      authorize: (_request, operations) => operations.every(({ query }) => query === allowed),
    });
    expect((await proxy(post({ query: '{ other }' }))).status).toBe(401);
    expect(api.graphqlRequests).toHaveLength(0);
    expect((await proxy(post({ query: allowed }))).status).toBe(200);
  });
});

const tokens = createTokenRefresher(async () => ({ value: 't' }), { origins: ['https://api.example.com'] });
const url = 'https://api.example.com/graphql';
test.each<[string, unknown, RegExp]>([
  ['no options', undefined, /^createGraphQLProxy: options must be an object/],
  ['no tokens', { url, authorize: () => true }, /^createGraphQLProxy: tokens must come from createTokenRefresher/],
  ['no url', { tokens, authorize: () => true }, /option "url" must be the address/],
  ['user info', { tokens, url: 'https://me:canary@api.example.com', authorize: () => true }, /user name or password/],
  [
    'another origin',
    { tokens, url: 'https://x.example.com/?canary', authorize: () => true },
    /option "url" leads to https:\/\/x/,
  ],
  ['plain http', { tokens, url: 'http://api.example.com', authorize: () => true }, /must be https/],
  ['no authorize', { tokens, url }, /createGraphQLProxy: option "authorize" must be a function/],
  ['a user', { tokens, url: 'https://canary@api.example.com', authorize: () => true }, /user name or password/],
  ['a password', { tokens, url: 'https://:canary@api.example.com', authorize: () => true }, /user name or password/],
  ['too much time', { tokens, url, authorize: () => true, timeoutMs: 2 ** 31 }, /option "timeoutMs" must be a number/],
  ['no byte', { tokens, url, authorize: () => true, maxBodyBytes: 0 }, /option "maxBodyBytes"/],
  ['no time', { tokens, url, authorize: () => true, timeoutMs: 0 }, /option "timeoutMs" must be a number/],
  ['half a byte', { tokens, url, authorize: () => true, maxBodyBytes: 0.5 }, /option "maxBodyBytes"/],
  ['half a clock', { tokens, url, authorize: () => true, clock: { now: () => 0 } }, /"clock" .* with monotonicNow\(\)/],
  ['a misspelt option', { tokens, url, authorize: () => true, maxBodyByte: 1 }, /option "maxBodyByte" is not known/],
])('%s: TypeError at once', (_name, options, message) => {
  const create = () => createGraphQLProxy(options as GraphQLProxyOptions);
  expect(create).toThrow(TypeError);
  expect(create).toThrow(message);
  expect(create).not.toThrow('canary');
});
