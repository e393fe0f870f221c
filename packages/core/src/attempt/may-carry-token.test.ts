import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { scene } from '../testing/refresher-scene.ts';
import { mayCarryToken, reportWithheld } from './may-carry-token.ts';

const allowed = 'https://api.example.com';

describe('with a list of origins', () => {
  test.each([
    [true, 'https://api.example.com/graphql'],
    [true, 'https://api.example.com:443/graphql?x=1'],
    [true, 'wss://api.example.com/graphql'],
    [false, 'wss://api.example.com:8443/graphql'],
    [false, 'http://api.example.com/graphql'],
    [false, 'ws://api.example.com/graphql'],
    [false, 'https://api.example.com:8443/graphql'],
    [false, 'https://api.example.com.evil.test/graphql'],
    [false, 'https://evil.test/https://api.example.com'],
    [false, 'https://api.example.com@evil.test/'],
    [false, 'not a url'],
    [false, 'data:text/plain,x'],
    [false, ''],
  ])('%s for %s', (expected, url) => {
    const { tokens, events } = scene({ origins: [allowed] });
    expect(mayCarryToken(tokens, url)).toBe(expected);
    expect(mayCarryToken(tokens, url, url)).toBe(expected);
    expect(events).toEqual([]);
  });

  test('another port needs an entry of its own, which covers https and wss', () => {
    const { tokens } = scene({ origins: [allowed, 'https://api.example.com:8443'] });
    const urls = ['https://api.example.com:8443/', 'wss://api.example.com:8443/', 'https://api.example.com:9443/'];
    expect(urls.map((url) => mayCarryToken(tokens, url))).toEqual([true, true, false]);
  });

  test('a list may name WebSocket and loopback origins', () => {
    const { tokens } = scene({ origins: ['wss://api.example.com', 'http://localhost:3000'] });
    expect(mayCarryToken(tokens, 'https://api.example.com/graphql')).toBe(true);
    expect(mayCarryToken(tokens, 'http://localhost:3000/graphql')).toBe(true);
    expect(mayCarryToken(tokens, 'http://localhost:3001/graphql')).toBe(false);
  });
});

describe('without a list', () => {
  test.each([
    [true, 'https://a.test/graphql', 'https://a.test/v2'],
    [true, 'http://127.0.0.1:4000/graphql', 'http://127.0.0.1:4000'],
    [true, 'http://127.10.20.30:4000/graphql', 'http://127.10.20.30:4000'],
    [true, 'http://localhost:4000/graphql', 'http://localhost:4000'],
    [false, 'http://api.localhost:4000/graphql', 'http://api.localhost:4000'],
    [false, 'http://[::ffff:7f00:1]:4000/', 'http://[::ffff:7f00:1]:4000/'],
    [true, 'http://[::1]:4000/', 'http://[::1]:4000/'],
    [false, 'https://b.test/graphql', 'https://a.test/graphql'],
    [false, 'http://a.test/graphql', 'http://a.test/graphql'],
    [false, 'http://127.0.0.1.evil.test/', 'http://127.0.0.1.evil.test/'],
    [false, 'https://a.test/graphql', undefined],
  ])('%s for %s where the client was configured with %s', (expected, url, trusted) => {
    const { tokens, events } = scene();
    expect(mayCarryToken(tokens, url, trusted)).toBe(expected);
    expect(events).toEqual([]);
  });
});

describe('in a page whose <base> leads elsewhere', () => {
  beforeEach(() => {
    vi.stubGlobal('location', { href: 'https://app.example.com/page' });
    vi.stubGlobal('document', { baseURI: 'https://evil.test/' });
  });
  afterEach(() => vi.unstubAllGlobals());

  test.each([
    [false, ['https://app.example.com'], '/graphql', '/graphql'],
    [false, undefined, '/graphql', '/graphql'],
    [false, undefined, '//evil.test/graphql', '/graphql'],
    [true, ['https://evil.test'], '/graphql', '/graphql'],
    [true, ['https://app.example.com'], 'https://app.example.com/graphql', '/graphql'],
    [true, undefined, 'https://app.example.com/graphql', '/graphql'],
  ])('%s with origins %j for %s where the client was configured with %s', (expected, origins, url, trusted) => {
    const { tokens } = scene(origins && { origins });
    expect(mayCarryToken(tokens, url, trusted)).toBe(expected);
  });
});

test.each([
  ['https://b.test/graphql?token=canary', 'https://b.test'],
  ['not a url', 'null'],
])('that a request to %s went out without the token is told on its own, by the origin alone', (url, origin) => {
  const { tokens, events } = scene();
  reportWithheld(tokens, url);
  expect(events).toMatchObject([{ type: 'token-withheld', origin }]);
});
