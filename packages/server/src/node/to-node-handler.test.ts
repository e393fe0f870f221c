import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { toNodeHandler } from './to-node-handler.ts';

test('a response that is complete does not abort its request, whose signal may have gone on elsewhere', async () => {
  const signals: AbortSignal[] = [];
  const handler = toNodeHandler((request) => {
    signals.push(request.signal);
    return new Response('done');
  });
  const ends: Promise<unknown>[] = [];
  const server = createServer((incoming, outgoing) => {
    ends.push(once(outgoing, 'close'));
    return handler(incoming, outgoing);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const response = await fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  expect(await response.text()).toBe('done');
  await Promise.all(ends);
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
});
