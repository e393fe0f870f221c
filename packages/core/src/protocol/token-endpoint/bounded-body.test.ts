import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { readBoundedText } from './bounded-body.ts';

async function serve(listener: RequestListener): Promise<Response> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
}

test('a body up to the limit comes whole, letters of several bytes too', async () => {
  const text = '\u00e4'.repeat(500);
  expect(await readBoundedText(await serve((_, response) => response.end(text)), 1000)).toBe(text);
  expect(await readBoundedText(new Response(null), 0)).toBe('');
});

test('a longer one is not read to its end: the connection is closed', async () => {
  let closed: Promise<void> | undefined;
  const response = await serve((_, outgoing) => {
    closed = new Promise((resolve) => outgoing.on('close', resolve));
    const write = () => {
      while (outgoing.write('x'.repeat(1000)));
    };
    outgoing.on('drain', write);
    write();
  });
  expect(await readBoundedText(response, 64_000)).toBeUndefined();
  await closed;
});

test('the length counts after decompression', async () => {
  const bomb = gzipSync(Buffer.alloc(50_000_000));
  expect(bomb.byteLength).toBeLessThan(64_000);
  const response = await serve((_, outgoing) => outgoing.writeHead(200, { 'content-encoding': 'gzip' }).end(bomb));
  expect(await readBoundedText(response, 64_000)).toBeUndefined();
});

test('one that is announced as just as long as the limit is read', async () => {
  const text = 'x'.repeat(1000);
  const response = await serve((_, outgoing) => outgoing.writeHead(200, { 'content-length': '1000' }).end(text));
  expect(await readBoundedText(response, 1000)).toBe(text);
});

test('of what a decompressor has to give, hardly more than the limit is pulled', async () => {
  const compressed = new Blob([gzipSync(Buffer.alloc(50_000_000))]).stream();
  let pulled = 0;
  const counting = new TransformStream<Uint8Array, Uint8Array>({
    transform(part, controller) {
      pulled += part.byteLength;
      controller.enqueue(part);
    },
  });
  const body = compressed.pipeThrough(new DecompressionStream('gzip')).pipeThrough(counting);
  expect(await readBoundedText(new Response(body), 64_000)).toBeUndefined();
  expect(pulled).toBeGreaterThan(64_000);
  expect(pulled).toBeLessThan(1_000_000);
});

test('one that is announced as longer is not read', async () => {
  const response = await serve((_, outgoing) => outgoing.writeHead(200, { 'content-length': '2000' }).write('x'));
  expect(await readBoundedText(response, 1000)).toBeUndefined();
});

test("a Node stream, as node-fetch's body is, is read within the same limit", async () => {
  const message = (text: string) => ({
    headers: new Headers(),
    body: Readable.from([Buffer.from(text)]) as never,
    text: async () => text,
  });
  expect(await readBoundedText(message('short'), 5)).toBe('short');
  expect(await readBoundedText(message('longer'), 5)).toBeUndefined();
});

test('a runtime that shows no body has it whole', async () => {
  const message = (text: string) => ({ headers: new Headers(), body: null, text: async () => text });
  expect(await readBoundedText(message('short'), 5)).toBe('short');
  expect(await readBoundedText(message('longer'), 5)).toBeUndefined();
});

test('a connection that breaks off rejects', async () => {
  const response = await serve((_, outgoing) => {
    outgoing.writeHead(200, { 'content-length': '500' });
    outgoing.write('x', () => outgoing.destroy());
  });
  await expect(readBoundedText(response, 1000)).rejects.toThrow();
});
