import { afterEach, describe, expect, test, vi } from 'vitest';
import { scene } from '../testing/refresher-scene.ts';
import { createAuthorizedFetch } from './authorized-fetch.ts';
import { createClientFetch } from './client-fetch.ts';

const api = 'https://api.example.com/graphql';
const evil = 'https://evil.test/graphql';

afterEach(() => vi.unstubAllGlobals());

/** What was sent, and whether with the token. A browser's fetch: it resolves against the page's base. */
function recorder(statuses: number[] = []) {
  const sent: [address: string, isAuthorized: boolean][] = [];
  const record: typeof fetch = async (input, init) => {
    const href = new URL((input as Request).url ?? input, globalThis.document?.baseURI).href;
    sent.push([href, new Headers(init?.headers).has('authorization')]);
    return new Response('{}', { status: statuses.shift() ?? 200 });
  };
  return { sent, record };
}

const kinds = {
  createAuthorizedFetch,
  createClientFetch: (tokens: Parameters<typeof createAuthorizedFetch>[0], options: object) =>
    createClientFetch(tokens, { caller: 'test', ...options }),
};

describe.each(Object.entries(kinds))('%s', (_, create) => {
  test('a URL object that is changed while a token is awaited: both sends go to what was checked', async () => {
    const { tokens, respond } = scene({ origins: ['https://api.example.com'] });
    const { sent, record } = recorder([401]);
    const url = new URL(api);
    const call = create(tokens, { fetch: record })(url);
    url.href = evil;
    await respond();
    url.href = `${evil}2`;
    await respond();
    await call;
    expect(sent).toEqual([
      [api, true],
      [api, true],
    ]);
  });

  test('an object that reads differently each time: what was read first counts', async () => {
    const { tokens } = scene({ origins: ['https://api.example.com'], automatic: true });
    const { sent, record } = recorder();
    let reads = 0;
    await create(tokens, { fetch: record })({ toString: () => (reads++ === 0 ? api : evil) } as never);
    expect(sent).toEqual([[api, true]]);
  });

  test("a fetch of the user's own gets the kind of address that the caller gave, the global one text", async () => {
    const { tokens } = scene({ origins: ['https://api.example.com'], automatic: true });
    const inputs: unknown[] = [];
    const note: typeof fetch = async (input) => {
      inputs.push(input);
      return new Response('{}');
    };
    const url = new URL(api);
    await create(tokens, { fetch: note })(url);
    vi.stubGlobal('fetch', note);
    await create(tokens, {})(url);
    expect(inputs).toEqual([new URL(api), api]);
    expect(inputs[0]).not.toBe(url);
  });

  describe('in a page', () => {
    const inPage = (baseURI = 'https://app.example.com/page') => {
      vi.stubGlobal('location', { href: 'https://app.example.com/page' });
      vi.stubGlobal('document', { baseURI });
    };

    test('a relative address is resolved before it is sent', async () => {
      inPage();
      const { tokens } = scene({ origins: ['https://app.example.com'], automatic: true });
      const { sent, record } = recorder();
      await create(tokens, { fetch: record })('/graphql');
      expect(sent).toEqual([['https://app.example.com/graphql', true]]);
    });

    test.each([{ origins: ['https://app.example.com'] }, {}])('an injected <base> gets no token: %j', async (named) => {
      inPage('https://evil.test/');
      const { tokens, events } = scene({ ...named, automatic: true });
      const { sent, record } = recorder();
      const authorizedFetch = create(tokens, { fetch: record, origins: 'any' });
      await authorizedFetch('/graphql');
      await authorizedFetch('graphql');
      expect(sent).toEqual([
        [evil, false],
        [evil, false],
      ]);
      expect(events).toMatchObject([{ type: 'token-withheld', origin: 'https://evil.test' }, {}]);
    });

    test('a <base> that is injected while a token is awaited changes nothing', async () => {
      inPage();
      const { tokens, respond } = scene({ origins: ['https://app.example.com'] });
      const { sent, record } = recorder();
      const call = create(tokens, { fetch: record })('/graphql');
      inPage('https://evil.test/');
      await respond();
      await call;
      expect(sent).toEqual([['https://app.example.com/graphql', true]]);
    });

    test('a <base> that was injected after an address had been looked at', async () => {
      inPage();
      const { tokens } = scene({ origins: ['https://app.example.com'], automatic: true });
      const { sent, record } = recorder();
      const authorizedFetch = create(tokens, { fetch: record });
      await authorizedFetch('/graphql');
      inPage('https://evil.test/');
      await authorizedFetch('/graphql');
      expect(sent).toEqual([
        ['https://app.example.com/graphql', true],
        [evil, false],
      ]);
    });
  });
});
