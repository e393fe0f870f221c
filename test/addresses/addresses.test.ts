import { createTokenRefresher } from '@token-refresher/core';
import nodeFetch2 from 'node-fetch-2';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createRandom, generateAddresses } from './generate-addresses.ts';
import { createSocketClass } from './socket-class.ts';
import { startServers } from './start-places.ts';
import { ways } from './ways.ts';

const token = 'canary-token';
/** For each client on each page, 1200 for each client; each is told in one of the client's ways. `ADDRESSES=4000` for more. */
const count = Number(process.env.ADDRESSES ?? 300);
const pages = ['outside a page', 'in a page', 'in a page whose <base> leads to a stranger', 'with node-fetch'] as const;

/** Of servers that are elsewhere; nothing is sent there. */
const remote = ['https://api.example.com', 'https://xn--bcher-kva.example:8443'];

const isOnThisMachine = (href: string) => /^(?:http|ws):\/\/(?:localhost|127\.0\.0\.\d+|\[::1\])[:/]/.test(href);

afterEach(() => vi.unstubAllGlobals());

describe.each(pages)('%s', (page) => {
  test.each(Object.entries(ways))(
    `%s: ${count} addresses, and the token arrives at named origins only`,
    async (_, told) => {
      const { hosts, receivers, received } = await startServers(
        ['127.0.0.1', 'localhost', '127.0.0.1', 'localhost'],
        token,
      );
      const [first = '', second = '', stranger = ''] = hosts;
      const here = [`http://${first}`, `http://${second}`];
      const named = [...here, ...remote];
      if (page.startsWith('in a page')) {
        vi.stubGlobal('location', { href: `http://${first}/shop/cart` });
        vi.stubGlobal('document', {
          baseURI: page === 'in a page' ? `http://${first}/shop/cart` : `http://${stranger}/`,
        });
      }
      const tokens = createTokenRefresher(async () => ({ value: token }), { origins: named });
      onTestFinished(() => tokens.close());
      const elsewhere: string[] = [];
      const send = (page === 'with node-fetch' ? nodeFetch2 : globalThis.fetch) as typeof fetch;
      /** As a browser's: it resolves addresses against the base. What does not stay on this machine is only noted. */
      const fetch: typeof globalThis.fetch = async (input, init) => {
        if ((input as Request).clone) return send((input as Request).url, { ...init, method: 'POST', body: '{}' });
        const { href } = new URL(String(input), globalThis.document?.baseURI);
        if (isOnThisMachine(href)) return send(href, init);
        if (JSON.stringify([href, [...new Headers(init?.headers)], init?.body]).includes(token))
          elsewhere.push(href.replace(/^ws/, 'http'));
        return Response.json({ data: { viewer: 'elsewhere' } });
      };
      const WebSocket = createSocketClass({
        isReal: isOnThisMachine,
        token,
        taken: (origin) => elsewhere.push(origin),
      });
      const random = createRandom(pages.indexOf(page) + 1);
      const addresses = generateAddresses(count, { named: hosts.slice(0, 2), strange: hosts.slice(2) }, random);
      const all = Object.values(told);
      const scene = { tokens, fetch, WebSocket, known: `http://${first}/graphql` };
      for (let start = 0; start < count; start += 50) {
        const some = addresses.slice(start, start + 50);
        await Promise.allSettled(
          some.map(async (address, index) => {
            const way = all[(start + index) % all.length] as (typeof all)[number];
            return way(address, scene);
          }),
        );
      }
      // To a named origin by another protocol, or with a user in it, which no fetch sends.
      const taken = new Set(elsewhere.map((href) => new URL(href).origin));
      expect([...taken].filter((origin) => !named.includes(origin))).toEqual([]);
      expect([...receivers].filter((origin) => !named.includes(origin))).toEqual([]);
      // It did arrive where it was meant to.
      expect([...receivers].sort()).toEqual([...here].sort());
      expect([...taken]).toEqual(expect.arrayContaining(remote));
      expect(received()).toBeGreaterThan(count / 6);
    },
  );
});
