import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { isThere } from './socket/is-there.ts';
import { open, runtimes } from './testing/live.ts';
import { clientOf } from './testing/scripted-client.ts';
import { acknowledging, startScriptedServer } from './testing/scripted-server.ts';

const frames: Record<string, string> = {
  null: 'null',
  'a number': '5',
  'a string': '"connection_ack"',
  'an array': '[{"type":"connection_ack"}]',
  nothing: '',
  'no JSON': '{"type":',
  'no type': '{}',
  'a type that is none': '{"type":{"toString":1}}',
  'a prototype': '{"__proto__":{"type":"connection_ack"}}',
  'a response without payload': '{"type":"next","id":"ID"}',
  'a response with payload null': '{"type":"next","id":"ID","payload":null}',
  'errors that are null': '{"type":"error","id":"ID","payload":[null]}',
  'errors that are no list': '{"type":"error","id":"ID","payload":{"message":"Unauthorized","errors":7}}',
  'a response whose data is odd':
    '{"type":"next","id":"ID","payload":{"data":"x","errors":[null,"Unauthorized",{"path":7}]}}',
  'an id that is none': '{"type":"complete","id":{"length":-1}}',
  deep: '['.repeat(200_000) + ']'.repeat(200_000),
  'a deep response': `{"type":"next","id":"ID","payload":{"errors":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
  huge: `{"type":"next","id":"ID","payload":{"errors":[{"message":"${'x'.repeat(5_000_000)}"}]}}`,
};

describe.each(runtimes)('$runtime', ({ webSocketImpl }) => {
  test.each(Object.entries(frames))('%s instead of the acknowledgement harms nobody', async (_, frame) => {
    const server = await startScriptedServer((_message, connect) => connect.say(frame));
    const { client, tokens } = await clientOf(server, { webSocketImpl });
    const error = await open(client).ended;
    expect(error).toBeInstanceOf(Error);
    // graphql-ws says what is wrong with it.
    expect(error).not.toHaveProperty('code', 4005);
    expect((await tokens.getToken()).value).toBe('t1');
  });

  test.each(Object.entries(frames))('%s on a stream harms nobody', async (_, frame) => {
    const server = await startScriptedServer(
      acknowledging(({ type, id = '' }, connect, index) => {
        if (type !== 'subscribe') return;
        if (index === 0) connect.say(frame.replace('ID', id));
        else connect.say({ type: 'next', id, payload: { data: {} } });
      }),
    );
    const { client } = await clientOf(server, { webSocketImpl, retryAttempts: 0 });
    const stream = open(client);
    const silent = frame.includes('"complete"') || frame.includes('"__proto__"');
    if (silent) await server.connected(1);
    else await Promise.race([stream.ended, stream.received(1)]);
  });

  test('a predicate of the application that throws ends the subscription, not the process', async () => {
    const server = await startScriptedServer(
      acknowledging(({ type, id }, connect) => {
        if (type === 'subscribe') connect.say({ type: 'next', id, payload: { errors: [] } });
      }),
    );
    const isUnauthorized = () => {
      throw new Error('Look at the predicate.');
    };
    const { client } = await clientOf(server, { webSocketImpl, refresher: { isUnauthorized } });
    expect(await open(client).ended).toMatchObject({
      code: 4005,
      reason: 'Internal client error',
      message: 'Look at the predicate.',
    });
  });
});

async function startHttp(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test('the question whether the server is there carries nothing, and follows no redirect', async () => {
  let stranger = 0;
  const elsewhere = await startHttp((_, response) => {
    stranger += 1;
    response.writeHead(503).end();
  });
  const asked: unknown[] = [];
  const here = await startHttp(({ method, headers }, response) => {
    asked.push(method, headers.cookie, headers.authorization, headers.referer);
    response.writeHead(302, { location: `http://${elsewhere}/` }).end();
  });
  expect(await isThere(`ws://${here}/graphql`)).toBe(true);
  expect(stranger).toBe(0);
  expect(asked).toEqual(['HEAD', undefined, undefined, undefined]);
  expect(await isThere(`ws://${elsewhere}/graphql`)).toBe(false);
});

test('a page, whose fetch hides answers without CORS headers, learns that there was one, and shows nothing of itself', async () => {
  const { fetch } = globalThis;
  const asked: (RequestInit | undefined)[] = [];
  const hiding: typeof fetch = async (input, init) => {
    asked.push(init);
    if (init?.mode !== 'no-cors') throw new TypeError('Failed to fetch');
    return fetch(input, init);
  };
  vi.stubGlobal('fetch', hiding);
  onTestFinished(() => void vi.unstubAllGlobals());
  const here = await startHttp((_, response) => response.end());
  const gone = await startHttp(({ socket }) => socket.destroy());
  expect(await isThere(`ws://${here}/graphql`)).toBe(false);
  vi.stubGlobal('location', new URL('https://app.example.com/'));
  expect(await isThere(`ws://${here}/graphql`)).toBe(true);
  expect(await isThere(`ws://${gone}/graphql`)).toBe(false);
  const bare = { method: 'HEAD', credentials: 'omit', referrerPolicy: 'no-referrer', cache: 'no-store' };
  expect(asked).toHaveLength(5);
  for (const init of asked) expect(init).toMatchObject(bare);
});

test.each([
  [404, true],
  [499, true],
  [500, false],
])('a server that answers %i to an unknown request is there: %s', async (status, expected) => {
  const host = await startHttp((_, response) => response.writeHead(status).end());
  expect(await isThere(`ws://${host}/graphql`)).toBe(expected);
});
