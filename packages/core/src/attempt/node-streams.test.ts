import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Readable } from 'node:stream';
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { scene } from '../testing/refresher-scene.ts';
import { createAuthorizedFetch } from './authorized-fetch.ts';

/** A response of node-fetch: its body is a stream of Node, and a copy stalls unless the original is read, too. */
class ResponseOfNode {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly url: string;
  readonly body: Readable | null;
  readonly #bytes: Promise<ArrayBuffer>;

  constructor(body: IncomingMessage | ArrayBuffer | '', { status, statusText, headers, url }: Named) {
    this.status = status;
    this.statusText = statusText;
    this.headers = headers;
    this.url = url;
    const isStream = typeof body === 'object' && 'pipe' in body;
    this.body = isStream ? body : null;
    this.#bytes = isStream ? bytesOf(body) : new Response(body).arrayBuffer();
    this.#bytes.catch(() => {});
  }

  arrayBuffer(): Promise<ArrayBuffer> {
    return this.#bytes;
  }

  async text(): Promise<string> {
    return new TextDecoder().decode(await this.#bytes);
  }

  clone(): never {
    throw new Error('A copy stalls.');
  }
}

interface Named {
  readonly status: number;
  readonly statusText: string;
  readonly headers: Headers;
  readonly url: string;
}

async function bytesOf(stream: Readable): Promise<ArrayBuffer> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return new Blob(chunks).arrayBuffer();
}

const fetchOfNode = ((url: string, init: RequestInit) =>
  new Promise<unknown>((resolve, reject) => {
    const headers = Object.fromEntries(new Headers(init.headers));
    httpRequest(url, { method: 'POST', headers }, (message) => {
      const { statusCode: status = 0, statusMessage: statusText = '' } = message;
      const named = { status, statusText, url, headers: new Headers(message.headers as Record<string, string>) };
      resolve(new ResponseOfNode(message, named));
    })
      .on('error', reject)
      .end(init.body);
  })) as unknown as typeof fetch;

let url: string;
let answers: ((response: ServerResponse) => void)[];
let closed: Promise<boolean>[];

beforeEach(async () => {
  closed = [];
  const server = createServer(async (request, response) => {
    for await (const _ of request);
    closed.push(new Promise((resolve) => response.on('close', () => resolve(response.writableFinished))));
    answers.shift()?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
});

const json = { 'content-type': 'application/json', 'x-app': '1' };
const query: RequestInit = { method: 'POST', headers: json, body: '{"query":"{ me }"}' };
const data = `{"data":{"me":"${'é'.repeat(100_000)}"}}`;
const refusal = '{"errors":[{"message":"Unauthorized"}]}';
const says =
  (text: string, status = 200) =>
  (response: ServerResponse) =>
    void response.writeHead(status, 'Said', json).end(text);

test('a refusal in a stream of Node is sent again, and the caller gets a response of the same kind with all that it says', async () => {
  const { tokens, calls } = scene({ automatic: true });
  answers = [says(refusal), says(data)];
  const response = await createAuthorizedFetch(tokens, { fetch: fetchOfNode, origins: 'any' })(url, query);
  expect(response).toBeInstanceOf(ResponseOfNode);
  expect(response).toMatchObject({ status: 200, statusText: 'Said', url });
  expect(response.headers.get('x-app')).toBe('1');
  expect(await response.text()).toBe(data);
  expect(calls).toHaveLength(2);
});

test('a 401 in a stream of Node that never ends holds up the next send for a second, and nothing is left of it', async () => {
  const { tokens, clock } = scene({ automatic: true });
  answers = [(response) => void response.writeHead(401, json).write('{'), says(data)];
  const call = createAuthorizedFetch(tokens, { fetch: fetchOfNode, origins: 'any' })(url, query);
  await vi.waitUntil(() => clock.timers.some(({ ms }) => ms === 1_000), { interval: 1, timeout: 30_000 });
  await clock.advance(999);
  expect(closed).toHaveLength(1);
  await clock.advance(1);
  expect(await (await call).text()).toBe(data);
  expect(await closed[0]).toBe(false);
  expect(clock.pendingTimers).toBe(0);
});
