import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { scene } from '../testing/refresher-scene.ts';
import { createAuthorizedFetch } from './authorized-fetch.ts';
import { createClientFetch } from './client-fetch.ts';

type ScriptedResponse = (response: ServerResponse) => void;

let url: string;
let closed: Promise<unknown>[];
let responses: ScriptedResponse[];
let asked: () => void;

beforeEach(async () => {
  responses = [];
  closed = [];
  asked = () => {};
  const server = createServer(async (request, response) => {
    for await (const _ of request);
    closed.push(new Promise((resolve) => response.on('close', () => resolve(response.writableFinished))));
    responses.shift()?.(response);
    asked();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
});

const json = { 'content-type': 'application/json' };
const neverEnds =
  (status: number, start = '{"errors":['): ScriptedResponse =>
  (response) =>
    void response.writeHead(status, json).write(start);
const data: ScriptedResponse = (response) => void response.writeHead(200, json).end('{"data":{"me":1}}');

const kinds = {
  createAuthorizedFetch: (tokens: Parameters<typeof createAuthorizedFetch>[0]) =>
    createAuthorizedFetch(tokens, { origins: 'any' }),
  createClientFetch: (tokens: Parameters<typeof createAuthorizedFetch>[0]) =>
    createClientFetch(tokens, { caller: 'test', origins: 'any' }),
};

describe.each(Object.entries(kinds))('%s', (_, create) => {
  const query = (body: string): RequestInit => ({
    method: 'POST',
    headers: json,
    body: JSON.stringify({ query: body }),
  });

  test.each(['{ me }', 'mutation { pay }'])(
    'a 401 whose body never ends holds up the retry of %s for a second',
    async (document) => {
      const { tokens, clock } = scene({ automatic: true });
      responses = [neverEnds(401), data];
      const call = create(tokens)(url, query(document));
      await vi.waitUntil(() => clock.timers.some(({ ms }) => ms === 1_000), { interval: 1, timeout: 120_000 });
      await clock.advance(999);
      expect(closed).toHaveLength(1);
      await clock.advance(1);
      expect(await (await call).json()).toEqual({ data: { me: 1 } });
      // Nothing is left of it, neither a connection nor a timer.
      expect(await closed[0]).toBe(false);
      expect(clock.pendingTimers).toBe(0);
    },
  );

  test('a 401 without end holds up nothing either when it comes fast', async () => {
    const { tokens, clock } = scene({ automatic: true });
    responses = [
      (response) => {
        response.writeHead(401, json);
        const more = () => {
          while (!response.destroyed && response.write('x'.repeat(65_536)));
        };
        response.on('drain', more);
        more();
      },
      data,
    ];
    expect((await create(tokens)(url, query('{ me }'))).status).toBe(200);
    expect(await closed[0]).toBe(false);
    expect(clock.pendingTimers).toBe(0);
  });

  test('a 401 whose body has ended leaves no timer, and what it says of a mutation counts', async () => {
    const { tokens, clock } = scene({ automatic: true });
    const done = '{"data":null,"errors":[{"message":"Unauthorized","path":["tell"]}]}';
    responses = [(response) => void response.writeHead(401, json).end(done)];
    const response = await create(tokens)(url, query('mutation { pay tell }'));
    expect([response.status, await response.text(), clock.pendingTimers]).toEqual([401, done, 0]);
  });

  test.each([200, 401, 500])(
    'an abort while a response with status %i is read: the reason of the caller',
    async (status) => {
      const { tokens } = scene({ automatic: true });
      const controller = new AbortController();
      responses = [neverEnds(status)];
      const arrived = new Promise<void>((resolve) => {
        asked = resolve;
      });
      const call = create(tokens)(url, { ...query('{ me }'), signal: controller.signal });
      await arrived;
      const reason = new Error('Never mind');
      controller.abort(reason);
      await expect(call.then((response) => response.text())).rejects.toBe(reason);
      expect(await closed[0]).toBe(false);
    },
  );

  test('an abort after a long response was handed out, which nobody has begun to read: the reason of the caller', async () => {
    const { tokens } = scene({ automatic: true });
    const controller = new AbortController();
    responses = [neverEnds(200, 'x'.repeat(100_000))];
    const arrived = new Promise<void>((resolve) => {
      asked = resolve;
    });
    const call = create(tokens)(url, { ...query('{ me }'), signal: controller.signal });
    await arrived;
    const reason = new Error('Never mind');
    const read = create === kinds.createAuthorizedFetch ? call.then((response) => response) : undefined;
    const response = await read;
    controller.abort(reason);
    await expect(response ? response.text() : call).rejects.toBe(reason);
  });

  test('a body that breaks off is an error of the caller, and nothing is sent again', async () => {
    const { tokens } = scene({ automatic: true });
    responses = [
      (response) =>
        void response.writeHead(200, { ...json, 'content-length': 100 }).write('{', () => response.destroy()),
    ];
    const call = create(tokens)(url, query('{ me }')).then((response) => response.text());
    await expect(call).rejects.toThrow(TypeError);
    expect(closed).toHaveLength(1);
  });
});
