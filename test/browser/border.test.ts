import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type BorderServer, pageScript, startBorderServer, ways } from './border-site.ts';
import { inEachBrowser } from './drivers/in-each-browser.ts';
import type { TestBrowser, TestPage } from './drivers/test-browser.ts';

const token = 'canary-token';

inEachBrowser(({ start }) => {
  let browser: TestBrowser;
  let code: string;
  let site: BorderServer;
  let stranger: BorderServer;
  let page: TestPage;
  beforeAll(async () => {
    [browser, code] = await Promise.all([start(), pageScript()]);
  });
  beforeEach(async () => {
    [site, stranger] = await Promise.all([startBorderServer(code), startBorderServer(code)]);
    page = await browser.newPage();
    await page.goto(`${site.origin}/`);
  });
  afterEach(async () => {
    await page.close();
    await Promise.all([site.close(), stranger.close()]);
  });
  afterAll(() => browser?.close());

  const injectBase = () =>
    page.evaluate((href) => {
      document.head.prepend(Object.assign(document.createElement('base'), { href }));
    }, `${stranger.origin}/`);
  const tokensAt = ({ arrived }: BorderServer) => arrived.map(({ headers }) => headers.authorization);
  const send = (way: (typeof ways)[number], uri: string, origins?: string[]) =>
    page.evaluate((...call) => border.send(...call), way, uri, origins);
  const release = () => page.evaluate(() => border.release());

  describe.each(ways)('%s', (way) => {
    test.each([['no origins'], ['the origin of the page named']])(
      'a <base> that leads to a stranger: a relative address is sent there without the token; %s',
      async (which) => {
        await release();
        await injectBase();
        await send(way, '/graphql', which === 'no origins' ? undefined : [site.origin]);
        expect(tokensAt(site)).toEqual([]);
        expect(tokensAt(stranger)).toEqual([undefined]);
        // It was no accident: where the address leads to the page's own origin, the token goes along.
        await send(way, `${site.origin}/graphql`, [site.origin]);
        expect(tokensAt(site)).toEqual([`Bearer ${token}`]);
      },
    );

    test('a <base> that is injected while the token is awaited: what was checked is what is sent to', async () => {
      const sent = send(way, '/graphql', [site.origin]);
      await injectBase();
      await release();
      await sent;
      expect(tokensAt(site)).toEqual([`Bearer ${token}`]);
      expect(tokensAt(stranger)).toEqual([]);
    });
  });

  test.each(ways)('%s: a redirect leaves a header of another name behind, and its caller is told why', async (way) => {
    // Relative, since a context.uri of another origin gets no token.
    site.respond = ({ headers, method }, response) => {
      expect(method).toBe('POST');
      expect(headers['x-token']).toBe(token);
      response.writeHead(307, { location: `${stranger.origin}/elsewhere` }).end();
    };
    const told = await page.evaluate((...call) => border.sendInHeader(...call), way, '/graphql');
    expect(told).toMatch(/The API redirects this request, and the browser would take the header of the token along/);
    expect(site.arrived).toHaveLength(1);
    expect(stranger.arrived).toEqual([]);
    site.respond = (_, response) =>
      void response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{}}');
    const answered = await page.evaluate((...call) => border.sendInHeader(...call), way, '/graphql');
    expect(answered).not.toMatch(/redirect/);
    expect(site.arrived[1]?.headers['x-token']).toBe(token);
  });

  test('the question of graphql-ws whether a server is there carries nothing, wherever that sends it', async () => {
    site.respond = (_, response) => void response.writeHead(307, { location: `${stranger.origin}/elsewhere` }).end();
    const target = site.origin.replace('localhost', '127.0.0.1').replace('http', 'ws');
    expect(await page.evaluate((url) => border.subscribe(url), `${target}/graphql`)).toBe('Unauthorized');
    const all = [...site.arrived, ...stranger.arrived];
    const [upgrades, questions] = [true, false].map((is) =>
      all.filter(({ method }) => method?.startsWith('upgrade') === is),
    );
    expect(upgrades?.map(({ url }) => url)).toEqual([1, 2].map((count) => `/graphql?token=${token}-${count}`));
    expect(questions?.map(({ method }) => method)).toContain('HEAD');
    expect(stranger.arrived.length).toBeGreaterThan(0);
    expect(JSON.stringify(questions)).not.toMatch(/canary|session=1|referer/);
  });
});
