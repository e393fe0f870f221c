import { expect, test } from 'vitest';
import { scene } from '../testing/refresher-scene.ts';
import { createAuthorizedFetch } from './authorized-fetch.ts';
import { createClientFetch } from './client-fetch.ts';

const url = 'https://api.example.com/graphql';
const origins = ['https://api.example.com'];
const post: RequestInit = { method: 'POST', body: JSON.stringify({ query: '{ posts me }' }) };
const partial = { data: { posts: [1] }, errors: [{ message: 'a', extensions: { code: 'UNAUTHENTICATED' } }] };
const json = { 'content-type': 'application/json' };

/** A response that goes on for longer than anybody looks at, and tells when nobody wants it any more. */
function endless(status: number, cancelled: () => void): Response {
  const chunk = new TextEncoder().encode(' '.repeat(20_000));
  const body = new ReadableStream<Uint8Array>({ pull: (controller) => controller.enqueue(chunk), cancel: cancelled });
  return new Response(body, { status, headers: json });
}

function fetchOf(...responses: ((signal: AbortSignal | null | undefined) => Response | Promise<Response>)[]) {
  const fetch: typeof globalThis.fetch = async (_, init) => {
    const response = responses.shift();
    if (!response) throw new Error('There should be no third request.');
    return response(init?.signal);
  };
  const { tokens } = scene({ automatic: true });
  return createAuthorizedFetch(tokens, { fetch, origins });
}

test.each([
  ['fails', () => Response.json({ message: 'busy' }, { status: 503 })],
  ['does not come', () => Promise.reject(new TypeError('The connection is lost.'))],
])('a query that was answered in part: when the second response %s, the first one is whole', async (_, second) => {
  const authorizedFetch = fetchOf(() => Response.json(partial), second);
  expect(await (await authorizedFetch(url, post)).json()).toEqual(partial);
});

test('a caller that leaves during the second send gets its reason, not the first response', async () => {
  const caller = new AbortController();
  const authorizedFetch = fetchOf(
    () => Response.json(partial),
    () => {
      caller.abort(new Error('I have no time'));
      throw new TypeError('The connection is lost.');
    },
  );
  await expect(authorizedFetch(url, { ...post, signal: caller.signal })).rejects.toThrow('I have no time');
});

test('of two responses, the one that the caller does not get lets its connection go', async () => {
  let isCancelled = false;
  const authorizedFetch = fetchOf(
    () => Response.json(partial),
    () =>
      endless(503, () => {
        isCancelled = true;
      }),
  );
  expect(await (await authorizedFetch(url, post)).json()).toEqual(partial);
  await expect.poll(() => isCancelled).toBe(true);
});

test("one address, trusted and not: the client's own URL decides each time", async () => {
  const sent: (string | null)[] = [];
  const fetch: typeof globalThis.fetch = async (_, init) => {
    sent.push(new Headers(init?.headers).get('authorization'));
    return Response.json({ data: {} });
  };
  const { tokens } = scene({ automatic: true });
  const clientFetch = createClientFetch(tokens, { caller: 'test', fetch, origins: 'any' });
  await clientFetch(url, post, { trustedUrl: url });
  await clientFetch(url, post, { trustedUrl: 'https://other.example.com/graphql' });
  await clientFetch(url, post, { trustedUrl: url });
  expect(sent.map((header) => header !== null)).toEqual([true, false, true]);
});

test('a Request that says how redirects are to be taken is obeyed', async () => {
  const modes: unknown[] = [];
  const fetch: typeof globalThis.fetch = async (input) => {
    modes.push((input as Request).redirect);
    return new Response(null, { status: 307, headers: { location: '/v2' } });
  };
  const { tokens } = scene({ automatic: true });
  const authorizedFetch = createAuthorizedFetch(tokens, { fetch, origins });
  const response = await authorizedFetch(new Request(url, { ...post, redirect: 'manual' }));
  expect(response.status).toBe(307);
  expect(modes).toEqual(['manual']);
});

test('a Request that is redirected keeps its signal', async () => {
  const signals: (AbortSignal | null | undefined)[] = [];
  const fetch: typeof globalThis.fetch = async (_, init) => {
    signals.push(init?.signal);
    if (signals.length > 1) return Response.json({ data: {} });
    return new Response(null, { status: 307, headers: { location: '/v2' } });
  };
  const { tokens } = scene({ automatic: true });
  const caller = new AbortController();
  await createAuthorizedFetch(tokens, { fetch, origins })(new Request(url, { ...post, signal: caller.signal }));
  caller.abort();
  expect(signals[1]?.aborted).toBe(true);
});
