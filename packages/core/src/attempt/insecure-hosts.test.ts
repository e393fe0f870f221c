import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { supportOf } from '../refresher/adapter-support.ts';
import { createTokenRefresher } from '../refresher/token-refresher.ts';
import { brokerToken } from '../sources/broker-token.ts';
import { createAuthorizedFetch } from './authorized-fetch.ts';
import { mayCarryToken, reportWithheld } from './may-carry-token.ts';

type Options = Parameters<typeof createTokenRefresher>[1];

const make = (options?: Options) => {
  const tokens = createTokenRefresher(async () => ({ value: 'ory_at_secret' }), options);
  onTestFinished(() => tokens.close());
  return tokens;
};

describe('plain http to hosts that are named', () => {
  test.each([
    [true, ['api:8080'], 'http://api:8080/graphql'],
    [true, ['api:8080'], 'ws://api:8080/graphql'],
    [true, ['api'], 'http://api:8080/graphql'],
    [true, ['192.168.1.20'], 'http://192.168.1.20/graphql'],
    [true, ['[fd00::1]:4000'], 'http://[fd00::1]:4000/'],
    [true, ['api:80'], 'http://api/graphql'],
    [true, ['api:80'], 'http://API:80/graphql'],
    [true, ['API:8080'], 'http://api:8080/graphql'],
    [true, ['api:08080'], 'http://api:8080/graphql'],
    [true, ['[FD00:0::1]'], 'http://[fd00::1]:4000/'],
    [true, ['[FD00:0::1]:80'], 'http://[fd00::1]/'],
    [true, ['bücher.test'], 'http://xn--bcher-kva.test/'],
    [false, ['api:80'], 'http://api:8080/graphql'],
    [false, ['api:443'], 'http://api/graphql'],
    [false, ['[fd00::1]:80'], 'http://[fd00::1]:4000/'],
    [false, ['api:8080'], 'http://api:8081/graphql'],
    [false, ['api:8080'], 'http://api/graphql'],
    [false, ['api'], 'http://api.evil.test/graphql'],
    [false, ['api'], 'ftp://api/graphql'],
    [false, [], 'http://api:8080/graphql'],
  ])('%s with %j for %s', (expected, allowInsecureRequests, url) => {
    expect(mayCarryToken(make({ allowInsecureRequests }), url, url)).toBe(expected);
  });

  test('a host that is named is not an origin that is allowed', () => {
    const tokens = make({ allowInsecureRequests: ['api', 'other', 'third:8080'], origins: ['http://api:8080'] });
    expect(mayCarryToken(tokens, 'http://api:8080/')).toBe(true);
    expect(mayCarryToken(tokens, 'http://other:8080/')).toBe(false);
    expect(mayCarryToken(tokens, 'http://third:8080/')).toBe(false);
  });

  test('the authorized fetch sends the token there, and its own origins may name it', async () => {
    const sent: unknown[] = [];
    const fetch = async (_: unknown, init?: RequestInit) => {
      sent.push(new Headers(init?.headers).get('authorization'));
      return Response.json({ data: {} });
    };
    const options = { origins: ['http://api:8080'], fetch: fetch as typeof globalThis.fetch };
    const authorizedFetch = createAuthorizedFetch(make({ allowInsecureRequests: ['api:8080'] }), options);
    await authorizedFetch('http://api:8080/graphql', { method: 'POST', body: '{}' });
    expect(sent).toEqual(['Bearer ory_at_secret']);
  });

  test('without the option the errors name it', () => {
    expect(() => make({ origins: ['http://api:8080'] })).toThrow(
      'createTokenRefresher: option "origins" names api:8080 over plain http; a token must go over https, except to hosts that option "allowInsecureRequests" names.',
    );
    expect(() => brokerToken('http://10.0.2.2:3000/api/token')).toThrow('"allowInsecureRequests"');
  });

  test('a broker of a named host may be asked', () => {
    brokerToken('http://10.0.2.2:3000/api/token', { allowInsecureRequests: ['10.0.2.2:3000'] });
    expect(() => brokerToken('http://10.0.2.3/', { allowInsecureRequests: ['10.0.2.2'] })).toThrow(TypeError);
  });

  test.each([
    [true],
    ['api'],
    [['http://api']],
    [['']],
    [[7]],
    [null],
    [['api', 'other/graphql']],
    [['user@api']],
    [['api?x']],
    [['api:']],
    [['api:99999']],
    [['fd00::1']],
    [['[fd00::zz]']],
    [['*.internal']],
    [['a b']],
  ])('%j is no list of hosts', (hosts) => {
    const allowInsecureRequests = hosts as never;
    const problem = 'option "allowInsecureRequests" must be a list of hosts';
    expect(() => make({ allowInsecureRequests })).toThrow(problem);
    expect(() => brokerToken('https://a.test', { allowInsecureRequests })).toThrow(problem);
  });
});

describe('a withheld token', () => {
  const warn = vi.spyOn(console, 'warn');
  beforeEach(() => void warn.mockReset().mockImplementation(() => {}));
  afterEach(() => void vi.unstubAllEnvs());
  const told = () => warn.mock.calls.map(([message]) => String(message));

  test('is told once, with the origin and the option that helps', () => {
    const tokens = make();
    for (const url of ['http://api:8080/graphql?key=x', 'http://other/']) reportWithheld(tokens, url);
    expect(told()).toEqual([
      "token-refresher: a request to http://api:8080 went out without the token. To send it there, give createTokenRefresher allowInsecureRequests: ['api:8080']. (Said once, never in production.)",
    ]);
  });

  const origins = ['https://api.example.com'];
  const lan = 'http://192.0.2.2:8080';
  const lanOrigin = `origins: ['${lan}', …]`;
  const lanHost = "allowInsecureRequests: ['192.0.2.2:8080']";
  const cases: [missing: string, url: string, options: Options][] = [
    [lanHost, `${lan}/graphql`, {}],
    [lanHost, 'ws://192.0.2.2:8080/live', {}],
    [lanHost, `${lan}/graphql`, { allowInsecureRequests: ['192.0.2.2:8081'] }],
    [`${lanOrigin} and ${lanHost}`, `${lan}/graphql`, { origins }],
    [`${lanOrigin} and ${lanHost}`, 'ws://192.0.2.2:8080/live', { origins }],
    [lanOrigin, `${lan}/graphql`, { origins, allowInsecureRequests: ['192.0.2.2:8080'] }],
    [lanOrigin, 'ws://192.0.2.2:8080/live', { origins, allowInsecureRequests: ['192.0.2.2'] }],
    ["origins: ['https://cdn.example.com', …]", 'https://cdn.example.com/a?key=x', { origins }],
    ["origins: ['https://api.example.com:8443', …]", 'wss://api.example.com:8443', { origins }],
    ["origins: ['http://localhost:4000', …]", 'http://localhost:4000/', { origins }],
  ];

  test.each(cases)('what is missing is %s for %s with %j', (missing, url, options) => {
    reportWithheld(make(options), url);
    expect(told()).toEqual([expect.stringContaining(`give createTokenRefresher ${missing}. (Said`)]);
  });

  test.each(cases)('with %s it is not withheld from %s any more, where there was %j', (missing, url, options) => {
    const listed = (option: string) => new RegExp(`${option}: \\['([^']+)'`).exec(missing)?.slice(1) ?? [];
    const allowInsecureRequests = [...(options?.allowInsecureRequests ?? []), ...listed('allowInsecureRequests')];
    const all = [...(options?.origins ?? []), ...listed('origins')];
    expect(mayCarryToken(make(options), url, url)).toBe(false);
    expect(mayCarryToken(make({ allowInsecureRequests, ...(all[0] && { origins: all }) }), url, url)).toBe(true);
  });

  test.each<[missing: string, tokens: Options, own: string[]]>([
    [`${lanOrigin} and ${lanHost}`, {}, origins],
    [lanOrigin, { allowInsecureRequests: ['192.0.2.2'] }, origins],
    [`${lanOrigin} and ${lanHost}`, { origins }, ['https://other.test']],
  ])('by the authorized fetch, %s is missing with %j and its own origins %j', async (missing, options, own) => {
    const authorizedFetch = createAuthorizedFetch(make(options), { origins: own, fetch: async () => new Response() });
    await authorizedFetch(lan);
    expect(told()).toEqual([expect.stringContaining(`give createTokenRefresher ${missing}. (Said`)]);
  });

  test.each(['/graphql', 'graphql', ''])(
    'of a relative address, %j, where there is no page is told, once',
    async (url) => {
      const tokens = make({ origins });
      const authorizedFetch = createAuthorizedFetch(tokens, { fetch: async () => new Response() });
      await authorizedFetch(url);
      reportWithheld(tokens, url);
      expect(told()).toEqual([
        "token-refresher: a request went out without the token: its address is not absolute, and there is no page that it could be relative to. Use one such as 'https://api.example.com/graphql'. (Said once, never in production.)",
      ]);
    },
  );

  test('in a page, of an address that has no origin, says what it has to be', () => {
    onTestFinished(() => void vi.unstubAllGlobals());
    vi.stubGlobal('location', { href: 'file:///page.html' });
    reportWithheld(make(), '/graphql');
    expect(told()).toEqual([
      "token-refresher: a request went out without the token: its address is not http or https. Use one such as 'https://api.example.com/graphql'. (Said once, never in production.)",
    ]);
  });

  test.each([lan, '/graphql'])('from %s is not told in production', (url) => {
    vi.stubEnv('NODE_ENV', 'production');
    reportWithheld(make({ origins }), url);
    expect(told()).toEqual([]);
  });

  test('an older copy of this package tells the origin alone', () => {
    const { withheld } = supportOf(make());
    withheld(lan);
    expect(told()).toEqual([expect.stringContaining(`give createTokenRefresher ${lanHost}. (Said`)]);
  });

  test('is not told where nobody says what is production', () => {
    const { process } = globalThis;
    onTestFinished(() => void vi.stubGlobal('process', process));
    const tokens = make();
    vi.stubGlobal('process', undefined);
    reportWithheld(tokens, 'http://api:8080');
    vi.stubGlobal('process', process);
    expect(told()).toEqual([]);
  });

  test('every refresher tells of its own', () => {
    reportWithheld(make(), 'http://api:8080');
    reportWithheld(make(), 'http://api:8080');
    expect(told()).toHaveLength(2);
  });
});
