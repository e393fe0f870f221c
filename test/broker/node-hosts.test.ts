import { once } from 'node:events';
import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect } from 'node:net';
import { createTokenRefresher } from '@token-refresher/core';
import {
  clientCredentials,
  createGraphQLProxy,
  createTokenBroker,
  type GraphQLProxyOptions,
  type PageEvent,
} from '@token-refresher/server';
import {
  createGate,
  createTestClock,
  faults,
  type RunningTestApi,
  startTestApi,
  type TestApiOptions,
} from '@token-refresher/testing';
import express from 'express';
import { describe, expect, onTestFinished, test } from 'vitest';
import { nodeHosts } from './node-hosts.ts';

async function startApi(options: TestApiOptions = {}): Promise<RunningTestApi> {
  const api = await startTestApi({ respond: () => ({ data: { viewer: 'Ada' } }), ...options });
  onTestFinished(() => api.close());
  return api;
}

function tokensOf(api: RunningTestApi) {
  const tokens = createTokenRefresher(clientCredentials(api.credentials));
  onTestFinished(() => tokens.close());
  return tokens;
}

const proxyOf = (api: RunningTestApi, options: Partial<GraphQLProxyOptions> = {}) =>
  createGraphQLProxy({ tokens: tokensOf(api), url: api.url, authorize: () => true, ...options });
const post = (body: string, init: RequestInit = {}) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body,
  ...init,
});
const query = JSON.stringify({ query: '{ viewer }' });

/** Resolves when nothing has been counted for a while: what is under way waits for something. */
async function standstill(count: () => number): Promise<void> {
  for (let quiet = 0, before = -1; quiet < 200; quiet = count() === before ? quiet + 1 : 0) {
    before = count();
    await new Promise(setImmediate);
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response.setEncoding('utf8')) text += chunk;
  return text;
}

describe.each([...nodeHosts])('$name', ({ name, serve }) => {
  const isExpress = name.startsWith('Express');

  test('a page gets a token from the broker', async () => {
    const api = await startApi();
    const url = await serve(createTokenBroker({ tokens: tokensOf(api), authorize: () => true }));
    const response = await fetch(url, post('{}'));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ access_token: api.issuedTokens[0], token_type: 'Bearer' });
    expect((await fetch(url, post('{}', { headers: { origin: 'https://evil.example.net' } }))).status).toBe(403);
  });

  test('a request is what it was: method, address, headers, body', async () => {
    const url = await serve(async (request) =>
      Response.json([request.method, request.url, request.headers.get('x-own'), await request.text()]),
    );
    const headers = { 'x-own': 'a, b', cookie: 'a=1; b=2' };
    const response = await fetch(`${url}?a=1&b=%20`, { method: 'PUT', headers, body: 'äöü'.repeat(100_000) });
    expect(await response.json()).toEqual(['PUT', `${url}?a=1&b=%20`, 'a, b', 'äöü'.repeat(100_000)]);
    const { status } = await fetch(url, { method: 'HEAD' });
    expect(status).toBe(200);
  });

  test('a response is what it was: status, cookies one by one, no body', async () => {
    const cookies = ['a=1; Expires=Wed, 21 Oct 2026 07:28:00 GMT', 'b=2'];
    const headers = cookies.map((cookie): [string, string] => ['set-cookie', cookie]);
    const url = await serve(() => new Response(null, { status: 204, headers: [...headers, ['x-own', 'a']] }));
    const response = await fetch(url);
    expect(response.status).toBe(204);
    expect(response.headers.getSetCookie()).toEqual(cookies);
    expect(response.headers.get('x-own')).toBe('a');
  });

  test('a body is there, whether a parser has read it before or not', async () => {
    const api = await startApi();
    const parsers = [undefined, ...(isExpress ? (['json', 'text', 'raw', 'other'] as const) : [])];
    for (const parser of parsers) {
      const url = await serve(proxyOf(api), parser);
      expect(await (await fetch(url, post(query))).json()).toEqual({ data: { viewer: 'Ada' } });
    }
    const operations = [{ query: '{ viewer }' }];
    expect(api.apiRequests.map((request) => request.operations)).toEqual(parsers.map(() => operations));
  });

  test.each(['with its length', 'in chunks'])('too long a body, sent %s, leaves the connection usable', async (way) => {
    const api = await startApi();
    const url = await serve(proxyOf(api));
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const ports: (number | undefined)[] = [];
    const send = (body: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const headers = {
          'content-type': 'application/json',
          ...(way === 'with its length' && { 'content-length': Buffer.byteLength(body) }),
        };
        const sent = httpRequest(url, { method: 'POST', agent, headers }, (response) => {
          ports.push(response.socket.localPort);
          response.resume().on('end', () => resolve(response.statusCode));
        });
        sent.on('error', reject).write(body.slice(0, 10));
        sent.end(body.slice(10));
      });
    expect(await send(JSON.stringify({ query: `{ viewer } # ${'x'.repeat(3_000_000)}` }))).toBe(413);
    expect(await send(query)).toBe(200);
    expect(new Set(ports).size).toBe(1);
    expect(api.apiRequests).toHaveLength(1);
  });

  test('a stream reaches the page part by part, and a page that leaves ends it at the API', async () => {
    const gate = createGate();
    let ended: () => void = () => {};
    const cancelled = new Promise<void>((resolve) => {
      ended = resolve;
    });
    const parts = ['event: next\ndata: 1\n\n', 'event: next\ndata: 2\n\n'];
    const api = await startApi({
      respond: () =>
        new Response(
          new ReadableStream({
            async pull(controller) {
              const part = parts.shift();
              if (part === undefined) return new Promise(() => {});
              if (parts.length === 0) await gate.pass();
              controller.enqueue(new TextEncoder().encode(part));
            },
            cancel: () => ended(),
          }),
          { headers: { 'content-type': 'text/event-stream' } },
        ),
    });
    const url = await serve(proxyOf(api));
    const page = new AbortController();
    const response = await fetch(url, post(query, { signal: page.signal }));
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toContain('data: 1');
    gate.release();
    expect((await reader?.read())?.value).toContain('data: 2');
    page.abort();
    await cancelled;
    await api.apiRequests[0]?.finished;
    expect(api.apiRequests[0]?.abortedByClient).toBe(true);
  });

  test('a page that leaves before there is a response ends the request to the API', async () => {
    const api = await startApi();
    api.apiRespondsWith(faults.hang());
    const events: PageEvent[] = [];
    // Its clock stands still: the time limit does not end the request.
    const url = await serve(proxyOf(api, { clock: createTestClock(), onEvent: (event) => events.push(event) }));
    const page = new AbortController();
    const left = fetch(url, post(query, { signal: page.signal })).catch(() => 'left');
    await api.apiRequestsReached(1);
    page.abort();
    expect(await left).toBe('left');
    await api.apiRequests[0]?.finished;
    expect(api.apiRequests[0]?.abortedByClient).toBe(true);
    await expect.poll(() => events).toMatchObject([{ type: 'answered', status: 499 }]);
  });

  test('a slow reader holds up the stream instead of filling the memory', async () => {
    const part = new Uint8Array(1_000_000);
    let made = 0;
    const pull = (controller: ReadableStreamDefaultController) => {
      if (made === 60) return controller.close();
      made += 1;
      controller.enqueue(part);
    };
    const url = await serve(() => new Response(new ReadableStream({ pull }, { highWaterMark: 0 })));
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      httpRequest(url, resolve).on('error', reject).end();
    });
    await standstill(() => made);
    expect(made).toBeLessThan(30);
    let length = 0;
    for await (const chunk of response) length += chunk.length;
    expect(length).toBe(60_000_000);
  });

  test('a slow handler holds up what a client sends instead of filling the memory', async () => {
    const gate = createGate();
    const url = await serve(async ({ body }) => {
      const parts = body as ReadableStream<Uint8Array>;
      let length = 0;
      for await (const part of parts) {
        if (length === 0) await gate.pass();
        length += part.byteLength;
      }
      return Response.json(length);
    });
    const sent = httpRequest(url, { method: 'POST' });
    const answered = new Promise<IncomingMessage>((resolve, reject) =>
      sent.on('response', resolve).on('error', reject),
    );
    let written = 0;
    const writing = (async () => {
      for (; written < 60; written++) {
        if (!sent.write(new Uint8Array(1_000_000))) await once(sent, 'drain');
      }
      sent.end();
    })();
    await standstill(() => written);
    expect(written).toBeLessThan(30);
    gate.release();
    await writing;
    expect(Number(await textOf(await answered))).toBe(60_000_000);
  });

  test('a handler that reads a part of the body leaves the connection usable', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const url = await serve(async ({ body, method }) => {
      if (method === 'POST') await body?.getReader().read();
      return new Response();
    });
    const send = (method: string, body: string) =>
      new Promise<number | undefined>((resolve, reject) => {
        const sent = httpRequest(url, { method, agent }, (response) => {
          const { localPort } = response.socket;
          response.resume().on('end', () => resolve(localPort));
        });
        sent.on('error', reject).end(body);
      });
    const first = await send('POST', 'x'.repeat(3_000_000));
    expect(await send('GET', '')).toBe(first);
  });

  test('what comes after a handler has left the body goes by', async () => {
    const gate = createGate();
    const url = await serve(async ({ body }) => {
      const reader = body?.getReader();
      void reader?.read();
      // Until the reading has begun.
      await new Promise(setImmediate);
      await reader?.cancel();
      return new Response(new ReadableStream({ pull: (controller) => gate.pass().then(() => controller.close()) }));
    });
    const sent = httpRequest(url, { method: 'POST' });
    sent.flushHeaders();
    const [response] = (await once(sent, 'response')) as [IncomingMessage];
    sent.end('x'.repeat(1000));
    await once(sent, 'finish');
    for (let time = 0; time < 5; time++) await fetch(url.replace('/ask', '/nothing'), { method: 'HEAD' });
    gate.release();
    expect(await textOf(response)).toBe('');
  });

  test('headers are there before the first part of a stream', async () => {
    const gate = createGate();
    const pull = (controller: ReadableStreamDefaultController) => gate.pass().then(() => controller.close());
    const url = await serve(() => new Response(new ReadableStream({ pull })));
    const response = await fetch(url);
    gate.release();
    expect(await response.text()).toBe('');
  });

  test('a client that leaves ends a stream whose handler does not look at the signal', async () => {
    const url = new URL(
      await serve(
        () =>
          new Response(new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)), cancel })),
      ),
    );
    let cancelled: () => void = () => {};
    const ended = new Promise<void>((resolve) => {
      cancelled = resolve;
    });
    function cancel() {
      cancelled();
    }
    const client = new AbortController();
    await (await fetch(url, { signal: client.signal })).body?.getReader().read();
    client.abort();
    await ended;
  });

  test('a body that breaks off on its way in is an error for who reads it', async () => {
    let tell: (what: unknown) => void = () => {};
    const read = new Promise((resolve) => {
      tell = resolve;
    });
    const url = new URL(
      await serve(async (request) => {
        tell(await request.text().catch(() => 'broken off'));
        return new Response();
      }),
    );
    const socket = connect(Number(url.port), url.hostname);
    socket.write(`POST ${url.pathname} HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nxxx`, () => socket.destroy());
    expect(await read).toBe('broken off');
  });

  test('a body that breaks off at the API breaks off at the page', async () => {
    const url = await serve(
      () =>
        new Response(
          new ReadableStream({
            start(controller) {
              controller.enqueue(new TextEncoder().encode('{"data":'));
              setImmediate(() => controller.error(new Error('The API has gone.')));
            },
          }),
        ),
    );
    const response = await fetch(url);
    await expect(response.text()).rejects.toThrow();
  });

  test('what a handler throws is 500, and known to the error handling of Express alone', async () => {
    const url = await serve(() => {
      throw new Error('a detail');
    });
    const response = await fetch(url, post('{}'));
    expect(response.status).toBe(500);
    expect(await response.text()).toBe(isExpress ? 'handled: a detail' : '');
  });

  test.each([
    ['a host that is none', 'POST /api/ask HTTP/1.1\r\nHost: a/b\r\nContent-Length: 2\r\n\r\n{}'],
    ['a method that the web does not know', 'TRACE /api/ask HTTP/1.1\r\nHost: a\r\n\r\n'],
  ])('%s is 400', async (_name, text) => {
    let asked = 0;
    const url = new URL(
      await serve(() => {
        asked += 1;
        return new Response();
      }),
    );
    const socket = connect(Number(url.port), url.hostname).end(text);
    let received = '';
    for await (const chunk of socket.setEncoding('latin1')) received += chunk;
    expect(received).toMatch(/^HTTP\/1\.1 400 /);
    expect(asked).toBe(0);
  });

  test('what came under the name of another host is known by it', async () => {
    const url = new URL(await serve((request) => new Response(request.url)));
    const targets = [
      ['/api/ask//evil.example', 'app.example.com', 'http://app.example.com/api/ask//evil.example'],
      ['http://app.example.com/api/ask', 'other.example', 'http://app.example.com/api/ask'],
    ] as const;
    for (const [target, host, expected] of isExpress ? targets.slice(1) : targets) {
      const socket = connect(Number(url.port), url.hostname);
      socket.write(`GET ${target} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      let received = '';
      for await (const chunk of socket.setEncoding('latin1')) received += chunk;
      expect(received).toContain(expected);
    }
  });
});

test('a broker that is mounted without it says what to do', async () => {
  const api = await startApi();
  const app = express();
  app.all('/api/token', createTokenBroker({ tokens: tokensOf(api), authorize: () => true }) as never);
  let told: Error | undefined;
  app.use(((error, _request, response, _next) => {
    told = error;
    response.status(500).end();
  }) as express.ErrorRequestHandler);
  const server = app.listen(0);
  onTestFinished(() => void server.close());
  const { port } = server.address() as { port: number };
  expect((await fetch(`http://127.0.0.1:${port}/api/token`, post('{}'))).status).toBe(500);
  expect(told).toBeInstanceOf(TypeError);
  expect(told?.message).toMatch(/^createTokenBroker: .* toNodeHandler/);
});
