import { EventEmitter, once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { NodeRequest, NodeResponse } from './node-http.ts';
import { toNodeHandler } from './to-node-handler.ts';

/** Serves a handler behind what the test does before; `ends` are the ends of its responses. */
async function serve(
  handle: (request: Request) => Response | Promise<Response>,
  before: (outgoing: ServerResponse) => void = () => {},
) {
  const handler = toNodeHandler(handle);
  const ends: Promise<unknown>[] = [];
  const server = createServer((incoming, outgoing) => {
    ends.push(once(outgoing, 'close'));
    before(outgoing);
    return handler(incoming, outgoing);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, ends };
}

test("a client that leaves aborts its request's signal", async () => {
  const client = new AbortController();
  const aborted = new Promise<unknown>((resolve) => {
    serve(async ({ signal }) => {
      client.abort();
      await once(signal, 'abort');
      resolve(signal.reason);
      return new Response();
    }).then(({ url }) => fetch(url, { signal: client.signal }).catch(() => {}));
  });
  expect(await aborted).toEqual(new Error('The client has left.'));
});

test('a response that is complete does not abort its request, whose signal may have gone on elsewhere', async () => {
  const signals: AbortSignal[] = [];
  const { url, ends } = await serve((request) => {
    signals.push(request.signal);
    return new Response('done');
  });
  expect(await (await fetch(url)).text()).toBe('done');
  await Promise.all(ends);
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
});

test('a response that something in front has begun breaks off, so that nobody takes it for the whole', async () => {
  const { url } = await serve(
    () => new Response('late', { headers: { 'x-own': '1' } }),
    (outgoing) => void outgoing.writeHead(200).write('begun'),
  );
  await expect(fetch(url).then((response) => response.text())).rejects.toThrow(TypeError);
});

test('a host that imitates node:http need not have sockets', async () => {
  const urls: string[] = [];
  const handler = toNodeHandler(({ url }) => {
    urls.push(url);
    return new Response(null, { status: 204 });
  });
  const outgoing = Object.assign(new EventEmitter(), { statusCode: 0, setHeader() {}, end() {} });
  for (const socket of [undefined, null, {}, { encrypted: true }]) {
    const incoming = Object.assign(new EventEmitter(), { url: '/a', headers: { host: 'a.test' }, socket, resume() {} });
    await handler(incoming as unknown as NodeRequest, outgoing as unknown as NodeResponse);
  }
  expect([urls, outgoing.statusCode]).toEqual([
    ['http://a.test/a', 'http://a.test/a', 'http://a.test/a', 'https://a.test/a'],
    204,
  ]);
});
