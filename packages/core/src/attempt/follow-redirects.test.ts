import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { TokenRequestError } from '../errors.ts';
import { createTokenRefresher } from '../refresher/token-refresher.ts';
import { createAuthorizedFetch } from './authorized-fetch.ts';

interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

interface Site {
  readonly origin: string;
  readonly requests: readonly Received[];
}

/** A site that redirects where the test says, and answers everything else with its name. */
async function startSite(
  name: string,
  redirects: Record<string, [status: number, location: string]> = {},
): Promise<Site> {
  const requests: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', url: path = '', headers } = request;
    requests.push({ method, path, headers, body });
    const [status, location] = redirects[path] ?? [];
    if (status) response.writeHead(status, location === undefined ? {} : { location }).end('moved');
    else if (path === '/401') response.writeHead(401).end('Unauthorized');
    else response.writeHead(200, { 'content-type': 'text/plain' }).end(name);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, requests };
}

const json = {
  'content-type': 'application/json',
  'x-app': '1',
  cookie: 'session=1',
  'proxy-authorization': 'Basic a',
};
const post = { method: 'POST', headers: json, body: '{"query":"{ me }"}' };

function setUp(site: Site, options: { fetch?: typeof fetch } = {}) {
  let count = 0;
  const tokens = createTokenRefresher(async () => ({ value: `t${++count}` }), { origins: [site.origin] });
  onTestFinished(() => tokens.close());
  return { authorizedFetch: createAuthorizedFetch(tokens, options), tokens, minted: () => count };
}

/** As node-fetch keeps it, for another port of the host, and older Workers always. */
const keepsTheHeader: typeof fetch = async (input, init) => {
  const response = await fetch(input, { ...init, redirect: 'manual' });
  const location = response.headers.get('location');
  if (init?.redirect === 'manual' || location === null) return response;
  return keepsTheHeader(new URL(location, response.url), init);
};

test.each([true, undefined])(
  'a fetch that follows by itself (redirected: %s): the 401 of another origin is not the word of the API',
  async (redirected) => {
    const other = await startSite('other');
    const site = await startSite('API', { '/graphql': [307, `${other.origin}/401`], '/here': [307, '/401'] });
    /** As over XMLHttpRequest, which knows no `redirect: 'manual'`. */
    const follows: typeof globalThis.fetch = async (input, init) => {
      const headers = new Headers(init?.headers);
      headers.delete('authorization');
      const response = await fetch(input, { ...init, headers, redirect: 'follow' });
      const { url } = response;
      return Object.defineProperties(response, { redirected: { value: redirected }, url: { value: url } });
    };
    const { authorizedFetch, minted } = setUp(site, { fetch: follows });
    expect((await authorizedFetch(`${site.origin}/graphql`, post)).status).toBe(401);
    expect(minted()).toBe(1);
    expect((await authorizedFetch(`${site.origin}/here`, post)).status).toBe(401);
    expect(minted()).toBe(2);
  },
);

describe.each([
  ["the runtime's fetch", fetch],
  ['a fetch that keeps headers', keepsTheHeader],
])('%s', (_, fetch) => {
  test.each([307, 308])('%i within the origin: the same request with the token', async (status) => {
    const site = await startSite('API', { '/graphql': [status, '/v2/graphql?x=1'] });
    const { authorizedFetch } = setUp(site, { fetch });
    const response = await authorizedFetch(`${site.origin}/graphql`, post);
    expect(await response.text()).toBe('API');
    expect(response.url).toBe(`${site.origin}/v2/graphql?x=1`);
    expect(site.requests[1]).toMatchObject({
      method: 'POST',
      path: '/v2/graphql?x=1',
      headers: { ...json, authorization: 'Bearer t1' },
      body: post.body,
    });
  });

  test.each([301, 302, 303])('%i: becomes a GET without what belongs to the body', async (status) => {
    const site = await startSite('API', { '/graphql': [status, '/elsewhere'] });
    const { authorizedFetch } = setUp(site, { fetch });
    await authorizedFetch(`${site.origin}/graphql`, post);
    const [, second] = site.requests;
    expect(second).toMatchObject({ method: 'GET', body: '', headers: { 'x-app': '1', authorization: 'Bearer t1' } });
    expect(second?.headers).not.toHaveProperty('content-type');
  });

  test('to another origin: neither token nor cookie; and from there back to the API without them', async () => {
    const other = await startSite('other', {});
    const site = await startSite('API', { '/graphql': [307, `${other.origin}/graphql`] });
    const { authorizedFetch } = setUp(site, { fetch });
    expect(await (await authorizedFetch(`${site.origin}/graphql`, post)).text()).toBe('other');
    expect(other.requests).toMatchObject([{ method: 'POST', body: post.body, headers: { 'x-app': '1' } }]);
    expect(Object.keys(other.requests[0]?.headers ?? {})).not.toContain('authorization');
    expect(Object.keys(other.requests[0]?.headers ?? {})).not.toContain('cookie');
    expect(Object.keys(other.requests[0]?.headers ?? {})).not.toContain('proxy-authorization');
  });

  test('a 401 of another origin is not the word of the API: nothing is sent again, no token is fetched', async () => {
    const other = await startSite('other');
    const site = await startSite('API', { '/graphql': [307, `${other.origin}/401`] });
    const { authorizedFetch, tokens, minted } = setUp(site, { fetch });
    expect((await authorizedFetch(`${site.origin}/graphql`, post)).status).toBe(401);
    expect([site.requests.length, minted(), tokens.peek()?.value]).toEqual([1, 1, 't1']);
  });

  test('a 401 behind a redirect within the origin is: sent again, redirect and all', async () => {
    const site = await startSite('API', { '/graphql': [307, '/401'] });
    const { authorizedFetch } = setUp(site, { fetch });
    expect((await authorizedFetch(`${site.origin}/graphql`, post)).status).toBe(401);
    expect(site.requests.map(({ path, headers }) => [path, headers.authorization])).toEqual([
      ['/graphql', 'Bearer t1'],
      ['/401', 'Bearer t1'],
      ['/graphql', 'Bearer t2'],
      ['/401', 'Bearer t2'],
    ]);
  });

  test('a Request is redirected with its body', async () => {
    const site = await startSite('API', { '/graphql': [307, '/v2'] });
    const { authorizedFetch } = setUp(site, { fetch });
    await authorizedFetch(new Request(`${site.origin}/graphql`, post));
    expect(site.requests[1]).toMatchObject({ method: 'POST', path: '/v2', body: post.body, headers: { 'x-app': '1' } });
  });

  test('without end: an error', async () => {
    const site = await startSite('API', { '/graphql': [307, '/graphql'] });
    const { authorizedFetch } = setUp(site, { fetch });
    await expect(authorizedFetch(`${site.origin}/graphql`, post)).rejects.toThrow(
      new TypeError('The API redirects without end.'),
    );
    expect(site.requests).toHaveLength(21);
  });

  test('20 times in a row: the response', async () => {
    const steps = Array.from({ length: 20 }, (_, step): [string, [number, string]] => [
      `/${step}`,
      [307, `/${step + 1}`],
    ]);
    const site = await startSite('API', Object.fromEntries(steps));
    const { authorizedFetch } = setUp(site, { fetch });
    expect(await (await authorizedFetch(`${site.origin}/0`, post)).text()).toBe('API');
    expect(site.requests).toHaveLength(21);
  });

  test.each<[sent: string, status: number, received: string]>([
    ['GET', 301, 'GET'],
    ['HEAD', 302, 'HEAD'],
    ['PUT', 301, 'PUT'],
    ['PUT', 302, 'PUT'],
    ['PUT', 303, 'GET'],
    ['HEAD', 303, 'HEAD'],
    ['PUT', 307, 'PUT'],
  ])('of a %s by %i: a %s, with its headers', async (method, status, received) => {
    const site = await startSite('API', { '/graphql': [status, '/v2'] });
    const { authorizedFetch } = setUp(site, { fetch });
    const body = method === 'PUT' ? post.body : undefined;
    await authorizedFetch(`${site.origin}/graphql`, { method, headers: json, ...(body && { body }) });
    const isChanged = method !== received;
    expect(site.requests[1]).toMatchObject({
      method: received,
      body: isChanged ? '' : (body ?? ''),
      headers: { 'x-app': '1', authorization: 'Bearer t1' },
    });
    expect(site.requests[1]?.headers['content-type']).toBe(isChanged ? undefined : 'application/json');
  });

  test.each(['data:text/plain,x', 'file:///etc/passwd', 'http://', 'javascript:0'])(
    'to %s: an error',
    async (location) => {
      const site = await startSite('API', { '/graphql': [307, location] });
      const { authorizedFetch } = setUp(site, { fetch });
      await expect(authorizedFetch(`${site.origin}/graphql`, post)).rejects.toThrow(
        new TypeError('The API redirects to an address that is not http(s).'),
      );
    },
  );

  test('of a body that was a stream: an error', async () => {
    const site = await startSite('API', { '/graphql': [307, '/v2'] });
    const { authorizedFetch } = setUp(site, { fetch });
    const init = { ...post, body: new Blob([post.body]).stream(), duplex: 'half' };
    await expect(authorizedFetch(`${site.origin}/graphql`, init)).rejects.toThrow(
      new TypeError('The API redirects a request whose body was a stream and is used up.'),
    );
    expect(site.requests).toHaveLength(1);
  });

  test('is not followed when the caller says so', async () => {
    const site = await startSite('API', { '/graphql': [307, '/v2'] });
    const { authorizedFetch } = setUp(site, { fetch });
    const response = await authorizedFetch(`${site.origin}/graphql`, { ...post, redirect: 'manual' });
    expect([response.status, site.requests.length]).toEqual([307, 1]);
    await expect(globalThis.fetch(`${site.origin}/graphql`, { ...post, redirect: 'error' })).rejects.toThrow();
  });

  test('without a location: the response itself', async () => {
    const site = await startSite('API', { '/graphql': [304, ''] });
    const { authorizedFetch } = setUp(site, { fetch });
    expect((await authorizedFetch(`${site.origin}/graphql`, post)).status).toBe(304);
  });
});

/** As in Electron, whose pages have Node's `process`. */
const ofElectron = (type: string): object => Object.create(process, { type: { value: type } });

function beInPage(process?: object) {
  vi.stubGlobal('navigator', { userAgent: 'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36' });
  vi.stubGlobal('process', process);
  onTestFinished(() => void vi.unstubAllGlobals());
}

test('in Node a navigator like that of a browser, as jsdom has it, lets no fetch take the token along', async () => {
  beInPage(ofElectron('browser'));
  const other = await startSite('other');
  const site = await startSite('API', { '/graphql': [307, `${other.origin}/`] });
  const { authorizedFetch } = setUp(site, { fetch: keepsTheHeader });
  expect(await (await authorizedFetch(`${site.origin}/graphql`, post)).text()).toBe('other');
  expect(site.requests[0]?.headers).toHaveProperty('authorization');
  expect(other.requests[0]?.headers).not.toHaveProperty('authorization');
});

test('the 401 of another origin that a guest is redirected to is not the word of the API', async () => {
  const other = await startSite('other');
  const site = await startSite('API', { '/graphql': [307, `${other.origin}/401`] });
  let asked = 0;
  const fetchToken = async () => {
    asked += 1;
    throw new TokenRequestError('Nobody is signed in.', { code: 'signed_out', permanent: true });
  };
  const tokens = createTokenRefresher(fetchToken, { origins: [site.origin] });
  onTestFinished(() => tokens.close());
  const events: unknown[] = [];
  const authorizedFetch = createAuthorizedFetch(tokens);
  expect((await authorizedFetch(`${site.origin}/graphql`, post)).status).toBe(401);
  tokens.subscribe((event) => events.push(event));
  expect((await authorizedFetch(`${site.origin}/graphql`, post)).status).toBe(401);
  expect([asked, events]).toEqual([1, []]);
});

test.each([
  ['a page', undefined],
  ['a page whose bundler puts a process there', { env: {} }],
  ["Electron's page", ofElectron('renderer')],
  ["Electron's worker", ofElectron('worker')],
])("in %s, the browser's fetch follows", async (_, process) => {
  beInPage(process);
  const other = await startSite('other');
  const site = await startSite('API', { '/graphql': [307, `${other.origin}/401`] });
  const modes: unknown[] = [];
  const { authorizedFetch, minted } = setUp(site, {
    fetch: (input, init) => {
      modes.push(init?.redirect);
      return fetch(input, init);
    },
  });
  expect((await authorizedFetch(`${site.origin}/graphql`, post)).status).toBe(401);
  expect([modes, minted()]).toEqual([[undefined], 1]);
});

describe('a header of another name', () => {
  const setUpHeader = (site: Site, options: { fetch?: typeof fetch } = {}) => {
    const header = (token: string) => ({ 'X-Token': token });
    const tokens = createTokenRefresher(async () => ({ value: 't1' }), { origins: [site.origin], header });
    onTestFinished(() => tokens.close());
    return createAuthorizedFetch(tokens, options);
  };

  test('goes along within the origin, and stays behind at another one', async () => {
    const other = await startSite('other');
    const site = await startSite('API', { '/graphql': [307, '/v2'], '/v2': [307, `${other.origin}/`] });
    await setUpHeader(site)(`${site.origin}/graphql`, post);
    expect(site.requests.map(({ headers }) => headers['x-token'])).toEqual(['t1', 't1']);
    expect(other.requests).toHaveLength(1);
    expect(other.requests[0]?.headers).not.toHaveProperty('x-token');
  });

  test('where fetch follows by itself, and would keep it, a redirect is an error', async () => {
    beInPage();
    const other = await startSite('other');
    const site = await startSite('API', { '/graphql': [307, `${other.origin}/`] });
    const authorizedFetch = setUpHeader(site);
    await expect(authorizedFetch(`${site.origin}/graphql`, post)).rejects.toThrow(
      new TypeError(
        'The API redirects this request, and the browser would take the header of the token along to whatever origin ' +
          'that is. Call the address that it redirects to.',
      ),
    );
    expect(other.requests).toEqual([]);
    const manual = await authorizedFetch(`${site.origin}/graphql`, { ...post, redirect: 'manual' });
    expect(manual.status).toBe(307);
  });
});
