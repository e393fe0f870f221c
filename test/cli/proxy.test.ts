import { type IncomingHttpHeaders, request, type ServerResponse } from 'node:http';
import { connect } from 'node:net';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { localApi } from './local-api.ts';
import { startProxyHere } from './proxy-here.ts';
import { type ProxyProcess, startProxy } from './proxy-process.ts';
import { startUpstream } from './upstream.ts';

const query = '{ viewer }';

function post(url: string, body: BodyInit = JSON.stringify({ query }), headers: Record<string, string> = {}) {
  return fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body });
}

/** A request by hand: a browser's `fetch` sets what these tests are about. */
function ask(proxy: Pick<ProxyProcess, 'origin'>, headers: Record<string, string>, path = '/graphql', method = 'POST') {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; body: string }>((resolve, reject) => {
    const { port } = new URL(proxy.origin);
    const sent = request({ port, host: '127.0.0.1', path, method, headers }, (response) => {
      let body = '';
      response.on('data', (text) => {
        body += text;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    sent.on('error', reject);
    sent.end(method === 'GET' ? undefined : JSON.stringify({ query }));
  });
}

const json = { 'content-type': 'application/json' };

test('programs need no token, their own Authorization is replaced, and a revoked token is repaired unseen', async () => {
  const api = await localApi();
  const proxy = await startProxy(api);
  const first = await post(proxy.url, undefined, { authorization: 'Bearer of-the-caller' });
  expect({ status: first.status, body: await first.json() }).toMatchObject({ status: 200, body: { data: {} } });
  api.revokeAll();
  const second = await post(proxy.url);
  expect(second.status).toBe(200);
  expect(api.graphqlRequests.map(({ outcome }) => outcome)).toEqual(['answered', 'refused', 'answered']);
  expect(api.tokenRequests).toHaveLength(2);
});

test('an API that refuses every token is asked twice, and its response goes to the caller', async () => {
  const api = await localApi();
  const proxy = await startProxyHere(api);
  api.refuseEverything(true);
  const response = await post(proxy.url);
  expect(response.status).toBe(401);
  expect(api.graphqlRequests).toHaveLength(2);
});

const foreign: [string, Record<string, string>][] = [
  ['a foreign Host', { host: 'evil.example' }],
  ['a foreign Host with our port', { host: 'evil.example:4010' }],
  ['this machine with another port', { host: '127.0.0.1:1' }],
  ['a page of another site', { origin: 'https://evil.example' }],
  ['a page of another port of this machine', { origin: 'http://127.0.0.1:3000' }],
  ['a page without an origin', { origin: 'null' }],
  ['a link or picture of another site', { 'sec-fetch-site': 'cross-site' }],
  ['a page of the same site', { 'sec-fetch-site': 'same-site' }],
];

test('a foreign Host, and any page but its own, get nothing', async () => {
  const api = await localApi();
  const proxy = await startProxyHere(api);
  for (const [who, headers] of foreign) {
    for (const method of ['POST', 'GET', 'OPTIONS']) {
      const response = await ask(proxy, { ...json, ...headers }, `/graphql?query=${encodeURIComponent(query)}`, method);
      expect([who, response.status]).toEqual([who, 403]);
      expect(Object.keys(response.headers).filter((name) => name.startsWith('access-control-'))).toEqual([]);
    }
  }
  expect(api.graphqlRequests).toEqual([]);
});

test('its own page, localhost and programs without an Origin get what they ask for', async () => {
  const api = await localApi();
  const proxy = await startProxyHere(api);
  const { host, port } = new URL(proxy.origin);
  const good: Record<string, string>[] = [
    {},
    { host: `localhost:${port}` },
    { origin: `http://${host}` },
    { origin: `http://localhost:${port}`, host: `localhost:${port}`, 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'none' },
  ];
  for (const headers of good) expect(await ask(proxy, { ...json, ...headers })).toMatchObject({ status: 200 });
});

test('it forwards to the one API only: to its path and below', async () => {
  const seen: string[] = [];
  const upstream = await startUpstream((request, response) => {
    seen.push(request.url ?? '');
    response.end('{}');
  });
  const proxy = await startProxyHere(upstream);
  for (const path of [
    '/',
    '/admin',
    '/graphqlx',
    '/graphql/../admin',
    '//evil.example/graphql',
    'http://evil.example/graphql',
    '/graphql/%2e%2e/admin',
  ]) {
    expect(await ask(proxy, json, path)).toMatchObject({ status: 404 });
  }
  for (const path of ['/graphql', '/graphql?a=1', '/graphql/schema']) {
    expect(await ask(proxy, json, path)).toMatchObject({ status: 200 });
  }
  expect(seen).toEqual(['/graphql', '/graphql?a=1', '/graphql/schema']);
});

test('headers of the one connection, of the page and of other servers of this machine go no further', async () => {
  let got: IncomingHttpHeaders = {};
  const upstream = await startUpstream((request, response) => {
    got = request.headers;
    response.writeHead(200, { 'set-cookie': 'a=1', 'access-control-allow-origin': '*', 'x-request-id': '7' }).end('{}');
  });
  const proxy = await startProxyHere(upstream);
  const response = await ask(proxy, {
    ...json,
    cookie: 'session=1',
    origin: proxy.origin,
    referer: `${proxy.origin}/graphiql`,
    connection: 'close, x-hop',
    'x-hop': '1',
    'proxy-authorization': 'Basic abc',
    'x-app': 'mine',
  });
  expect(got).toMatchObject({ host: new URL(upstream.url).host, 'x-app': 'mine', authorization: expect.any(String) });
  for (const name of ['cookie', 'origin', 'referer', 'x-hop', 'proxy-authorization'])
    expect(got).not.toHaveProperty(name);
  expect(response.headers).toMatchObject({ 'x-request-id': '7' });
  for (const name of ['set-cookie', 'access-control-allow-origin']) expect(response.headers).not.toHaveProperty(name);
});

test('responses stream, compressed ones arrive readable, and one that breaks off does not look whole', async () => {
  let open: ServerResponse | undefined;
  const upstream = await startUpstream((request, response) => {
    const kind = new URL(request.url ?? '', 'http://a').searchParams.get('kind');
    if (kind === 'gzip') {
      response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(gzipSync('{"data":{"a":1}}'));
    } else {
      response.writeHead(200, { 'content-type': 'text/event-stream' }).write('event: next\ndata: 1\n\n');
      open = response;
    }
  });
  const proxy = await startProxyHere(upstream);
  const zipped = await post(`${proxy.url}?kind=gzip`);
  expect(await zipped.json()).toEqual({ data: { a: 1 } });
  const stream = await post(proxy.url);
  const reader = stream.body?.getReader();
  expect(new TextDecoder().decode((await reader?.read())?.value)).toContain('data: 1');
  open?.destroy();
  await expect(reader?.read()).rejects.toThrow();
});

test.each(['before', 'after'])('who leaves %s the response has begun ends its request at the API', async (when) => {
  let leave = () => {};
  const left = new Promise<void>((resolve) => {
    leave = resolve;
  });
  let arrive = () => {};
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const upstream = await startUpstream((_request, response) => {
    response.on('close', leave);
    if (when === 'after') response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
    arrive();
  });
  const proxy = await startProxyHere(upstream);
  const caller = new AbortController();
  const response = fetch(proxy.url, { method: 'POST', body: '{}', headers: json, signal: caller.signal });
  response.catch(() => {});
  await arrived;
  if (when === 'after') await (await response).body?.getReader().read();
  caller.abort();
  await left;
});

test('an upgrade to HTTP/2, as Java asks for it, is ignored', async () => {
  const api = await localApi();
  const proxy = await startProxyHere(api);
  const headers = { ...json, connection: 'Upgrade, HTTP2-Settings', upgrade: 'h2c', 'http2-settings': 'AAMAAABk' };
  expect(await ask(proxy, headers)).toMatchObject({ status: 200 });
  expect(api.graphqlRequests[0]?.outcome).toBe('answered');
});

test('a body of many megabytes streams through, the beginning before its end has been sent', async () => {
  let begin = () => {};
  const begun = new Promise<void>((resolve) => {
    begin = resolve;
  });
  let bytes = 0;
  const upstream = await startUpstream((request, response) => {
    request.on('data', (chunk) => {
      bytes += chunk.length;
      begin();
    });
    request.on('end', () => response.writeHead(200, json).end(`{"data":${bytes}}`));
  });
  const proxy = await startProxyHere(upstream);
  const chunk = 'x'.repeat(1_000_000);
  const { port } = new URL(proxy.origin);
  const body = await new Promise<string>((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', path: '/graphql', method: 'POST' }, (response) => {
      let text = '';
      response.on('data', (data) => {
        text += data;
      });
      response.on('end', () => resolve(text));
    });
    sent.on('error', reject);
    sent.write(chunk);
    sent.write(chunk);
    begun.then(() => {
      for (let count = 0; count < 20; count++) sent.write(chunk);
      sent.end();
    });
  });
  expect(JSON.parse(body)).toEqual({ data: 22_000_000 });
});

test.each([
  ['a small body is sent twice', 1_000_000, 2],
  ['a body of more than 1 MB is sent once', 1_100_000, 1],
])('%s when the token is refused', async (_, bytes, sends) => {
  const seen: number[] = [];
  const upstream = await startUpstream((request, response) => {
    let length = 0;
    request.on('data', (chunk) => {
      length += chunk.length;
    });
    request.on('end', () => {
      seen.push(length);
      response.writeHead(401, json).end('{"errors":[{"message":"Unauthorized"}]}');
    });
  }, 'another each time');
  const proxy = await startProxyHere(upstream);
  expect((await post(proxy.url, 'x'.repeat(bytes))).status).toBe(401);
  expect(seen).toEqual(Array.from({ length: sends }, () => bytes));
});

test('without a token the response is 502 with the reason and no secret; without an API too', async () => {
  const api = await localApi();
  api.tokenEndpointRespondsWith({ kind: 'response', status: 400, headers: json, body: '{"error":"invalid_scope"}' });
  const proxy = await startProxy(api);
  const response = await ask(proxy, json);
  expect(response).toMatchObject({ status: 502 });
  expect(JSON.parse(response.body)).toMatchObject({ errors: [{ extensions: { code: 'invalid_scope' } }] });
  expect(response.body + proxy.stderr()).not.toContain(api.clientSecret);

  const gone = await startUpstream((_request, response) => response.destroy());
  const other = await startProxyHere(gone);
  const failed = await ask(other, json);
  expect(failed).toMatchObject({ status: 502 });
  expect(JSON.parse(failed.body).errors[0].message).toMatch(/gave no response/);
  expect(failed.body).not.toContain(gone.token());
});

test('redirects within the API lead back to the proxy', async () => {
  const upstream = await startUpstream((request, response) => {
    const { origin } = new URL(upstream.url);
    response
      .writeHead(307, { location: request.url === '/graphql' ? `${origin}/graphql/` : 'https://else.example/' })
      .end();
  });
  const proxy = await startProxyHere(upstream);
  expect((await ask(proxy, json)).headers.location).toBe('/graphql/');
  expect((await ask(proxy, json, '/graphql/')).headers.location).toBe('https://else.example/');
});

test.each(['SIGINT', 'SIGTERM'] as const)('%s ends it, whatever is still open, with exit code 0', async (signal) => {
  const upstream = await startUpstream((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' }).write('data: 1\n\n');
  });
  const proxy = await startProxy(upstream);
  const response = await post(proxy.url);
  const idle = connect(Number(new URL(proxy.origin).port), '127.0.0.1');
  idle.on('error', () => {});
  onTestFinished(() => void idle.destroy());
  expect(await proxy.end(signal)).toBe(0);
  await expect(response.text()).rejects.toThrow();
});

test('a port that is taken is said in one line', async () => {
  const api = await localApi();
  const proxy = await startProxyHere(api);
  await expect(startProxy(api, [], new URL(proxy.origin).port)).rejects.toThrow(/Port \d+ is taken/);
});
