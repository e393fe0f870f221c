import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTokenRefresher } from '../refresher/token-refresher.ts';
import { scene } from '../testing/refresher-scene.ts';
import { createAuthorizedFetch } from './authorized-fetch.ts';
import { createClientFetch } from './client-fetch.ts';

const small = '{"data":{"name":"Zoë"}}';
/** Much more than is looked at for a refusal, in several chunks. */
const long = JSON.stringify({ data: { text: 'é'.repeat(200_000) } });
const compressed = gzipSync(long);
const json = { 'content-type': 'application/json', 'x-app': '1' };
const whole = (text: string) => (response: ServerResponse) =>
  response.writeHead(200, { ...json, 'content-length': Buffer.byteLength(text) }).end(text);
const chunked = (text: string) => (response: ServerResponse) => {
  const bytes = Buffer.from(text);
  // In the middle of a letter.
  response.writeHead(200, json).write(bytes.subarray(0, 22));
  setImmediate(() => response.end(bytes.subarray(22)));
};

const responses: Record<string, (response: ServerResponse) => void> = {
  'a short body': whole(small),
  'a short body in chunks': chunked(small),
  '400 kB': whole(long),
  '400 kB in chunks': chunked(long),
  'a compressed body': (response) =>
    void response.writeHead(200, { ...json, 'content-encoding': 'gzip' }).end(compressed),
  'an empty body': whole(''),
  'a body with a byte order mark': whole(`\uFEFF${small}`),
  'bytes that are no UTF-8': (response) =>
    void response
      .writeHead(200, { 'content-type': 'text/plain; charset=latin1' })
      .end(Buffer.from('{"a":"\xE9"}', 'latin1')),
  'a form': (response) => void response.writeHead(200, { 'content-type': 'text/x-form' }).end('a=1&b=2'),
  'status 400': (response) => void response.writeHead(400, 'Bad', json).end('{"errors":[{"message":"Syntax"}]}'),
  'status 401 to a guest': (response) => void response.writeHead(401, json).end('{"errors":[]}'),
  'status 999': (response) => void response.writeHead(999, json).end('{"message":"Request denied"}'),
  'status 204': (response) => void response.writeHead(204).end(),
  'an event stream': (response) =>
    void response.writeHead(200, { 'content-type': 'text/event-stream' }).end('data: 1\n\n'),
  'a multipart response': (response) =>
    void response
      .writeHead(200, { 'content-type': 'multipart/mixed; boundary="-"' })
      .end('\r\n---\r\n\r\n{}\r\n-----\r\n'),
  'JSON lines': (response) => void response.writeHead(200, { 'content-type': 'application/jsonl' }).end('{}\n{}\n'),
  'a file': (response) => void response.writeHead(200, { 'content-type': 'image/png' }).end(Buffer.from([0, 255])),
};

let url: string;
let respond: (response: ServerResponse) => void;

const server = createServer((_, response) => respond(response));
// An idle connection that is closed just as it is used again would look like a lost request.
server.keepAliveTimeout = 0;
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
});
afterAll(() => {
  server.closeAllConnections();
  return new Promise<void>((resolve) => server.close(() => resolve()));
});

const tokens = () => createTokenRefresher(async () => ({ value: 't1' }), { isUnauthorized: () => false });
const clientFetch = () => createClientFetch(tokens(), { caller: 'test', origins: 'any' });
const kinds = { clientFetch, authorizedFetch: () => createAuthorizedFetch(tokens(), { origins: 'any' }) };

async function drain(body: ReadableStream<Uint8Array> | null): Promise<Buffer | null> {
  if (body === null) return null;
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function drainIntoOwnBuffer(body: ReadableStream<Uint8Array> | null): Promise<Buffer | null> {
  if (body === null) return null;
  const reader = body.getReader({ mode: 'byob' });
  const chunks: Uint8Array[] = [];
  for (;;) {
    const { done, value } = await reader.read(new Uint8Array(1000));
    if (done) return Buffer.concat(chunks);
    chunks.push(value.slice());
  }
}

/** Every way to read a response. */
const ways: Record<string, (response: Response) => unknown> = {
  text: (response) => response.text(),
  json: (response) => response.json(),
  arrayBuffer: async (response) => Buffer.from(await response.arrayBuffer()),
  bytes: async (response) => Buffer.from(await response.bytes()),
  blob: async (response) => {
    const blob = await response.blob();
    return [blob.type, blob.size, await blob.text()];
  },
  formData: async (response) => [...(await response.formData())],
  body: (response) => drain(response.body),
  'a BYOB reader': (response) => drainIntoOwnBuffer(response.body),
  'the body, twice the same': (response) => new Set([response.body, response.body]).size,
  clone: async (response) => {
    const copy = response.clone();
    return [copy.status, copy.url, copy.headers.get('x-app'), await copy.text(), await response.text()];
  },
  'a clone of the body when it was asked for': async (response) => {
    response.body;
    const copy = response.clone();
    return [copy.url, await copy.text(), copy.bodyUsed, response.bodyUsed, await response.text()];
  },
  'new Response(body, response)': async (response) => {
    const copy = new Response(response.body, response);
    return [copy.status, copy.statusText, copy.headers.get('x-app'), await copy.text()];
  },
  'the head': ({ status, statusText, ok, url, redirected, type, headers }) => {
    const names = [...headers.keys()].filter((name) => !['date', 'transfer-encoding'].includes(name));
    return { status, statusText, ok, url, redirected, type, names };
  },
  'whether it was read': async (response) => {
    const before = response.bodyUsed;
    await response.text();
    return [before, response.bodyUsed];
  },
  'whether it was read as a stream': async (response) => {
    const { bodyUsed } = response;
    await response.body?.getReader().read();
    return [bodyUsed, response.bodyUsed];
  },
  'a second read': async (response) => {
    await response.text();
    return response.json();
  },
  'another second read': async (response) => {
    await response.json();
    return response.arrayBuffer();
  },
  'a clone after reading': async (response) => {
    await response.text();
    return response.clone();
  },
  'the body after reading': async (response) => {
    await response.text();
    return response.body?.getReader().read();
  },
  'what it is': (response) => [
    response instanceof Response,
    Object.prototype.toString.call(response),
    response.constructor === Response,
  ],
};

/** Errors by their kind: the sentences are the runtime's. */
const outcomeOf = async (read: () => unknown) => {
  try {
    return await read();
  } catch (error) {
    return (error as Error).constructor.name;
  }
};

describe.each(Object.entries(kinds))('%s', (_, kind) => {
  describe.each(Object.entries(responses))('%s', (_, given) => {
    test.each(Object.entries(ways))('read by %s is what fetch would have given', async (_, read) => {
      respond = given;
      const [theirs, ours] = [await fetch(url), await kind()(url)];
      expect(await outcomeOf(() => read(ours))).toEqual(await outcomeOf(() => read(theirs)));
    });
  });

  test('can be printed', async () => {
    respond = whole(small);
    expect(inspect(await kind()(url))).toContain('status: 200');
  });
});

const through = {
  clientFetch: (custom: typeof fetch) => createClientFetch(tokens(), { caller: 'test', origins: 'any', fetch: custom }),
  authorizedFetch: (custom: typeof fetch) => createAuthorizedFetch(tokens(), { origins: 'any', fetch: custom }),
};

describe.each(Object.entries(through))('%s', (_, create) => {
  test.each(['text', 'json', 'arrayBuffer', 'clone'] as const)(
    'a body that the custom fetch has read is used, and %s an error, as without a token',
    async (way) => {
      respond = whole(small);
      const reading: typeof fetch = async (...request) => {
        const response = await fetch(...request);
        await drain(response.body);
        return response;
      };
      const [theirs, ours] = [await reading(url), await create(reading)(url)];
      expect([ours.status, ours.bodyUsed]).toEqual([200, true]);
      expect(await outcomeOf(() => ours[way]())).toBe('TypeError');
      expect(await outcomeOf(() => theirs[way]())).toBe('TypeError');
    },
  );

  test.each([[['{}']], [['{', '}']], [[new Uint16Array(1)]], [[new Uint8Array(1), undefined]]])(
    'chunks that are no bytes are a TypeError, as in a native response: %o',
    async (chunks) => {
      const custom: typeof fetch = async () => {
        const body = new ReadableStream({
          start(controller) {
            for (const chunk of chunks) controller.enqueue(chunk);
            controller.close();
          },
        });
        return new Response(body, { headers: json });
      };
      expect(await outcomeOf(async () => (await custom(url)).text())).toBe('TypeError');
      expect(await outcomeOf(async () => (await create(custom)(url)).text())).toBe('TypeError');
    },
  );
});

test('a body whose chunks are no bytes is cancelled, so that its connection ends', async () => {
  let isCancelled = false;
  const custom: typeof fetch = async () => {
    const body = new ReadableStream({
      start: (controller) => controller.enqueue('{}'),
      cancel() {
        isCancelled = true;
      },
    });
    return new Response(body, { headers: json });
  };
  const send = createClientFetch(tokens(), { caller: 'test', origins: 'any', fetch: custom });
  await expect(send(url)).rejects.toThrow('no Uint8Array');
  expect(isCancelled).toBe(true);
});

test('what reads a response rejects when it is detached from it', async () => {
  respond = whole(small);
  const { text, json, arrayBuffer } = await clientFetch()(url);
  for (const detached of [text, json, arrayBuffer]) await expect(detached()).rejects.toThrow(TypeError);
});

test('nothing is kept that was handed out', async () => {
  respond = whole(long);
  const response = await clientFetch()(url);
  await response.text();
  const kept = Object.getOwnPropertySymbols(response).map((key) => inspect(Reflect.get(response, key), { depth: 1 }));
  expect(kept.join()).toMatch(/whole: undefined/);
});

test('streams of events begin before they end', async () => {
  let send = (_: string) => {};
  respond = (response) => {
    send = (text) => void response.write(text);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    send('data: 1\n\n');
  };
  const reader = (await clientFetch()(url)).body?.getReader();
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('data: 1\n\n');
  send('data: 2\n\n');
  expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe('data: 2\n\n');
  await reader?.cancel();
});

test('a 401 that goes to the caller is native, and all of it', async () => {
  respond = (response) => void response.writeHead(401, json).end(long);
  const { tokens } = scene({ automatic: true });
  const response = await createClientFetch(tokens, { caller: 'test', origins: 'any' })(url);
  expect([response.status, response.url, await response.text()]).toEqual([401, url, long]);
});
