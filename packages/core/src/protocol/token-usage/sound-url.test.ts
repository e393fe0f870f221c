import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createAuthorizedFetch } from '../../attempt/authorized-fetch.ts';
import { mayCarryToken } from '../../attempt/may-carry-token.ts';
import { brokerToken } from '../../sources/broker-token.ts';
import { scene } from '../../testing/refresher-scene.ts';

const NodesUrl = URL;

/** React Native's, as of 0.82: a slash at the end of a path. */
class WithSlash extends NodesUrl {
  constructor(url: string | URL, base?: string | URL) {
    super(url, base);
    if (!this.pathname.endsWith('/')) this.pathname += '/';
  }
}

/** React Native's of before: an address has no parts. */
class WithoutParts extends NodesUrl {
  override get protocol(): string {
    throw new Error('not implemented');
  }
}

/** The oldest. */
class NotAtAll {
  constructor() {
    throw new Error('not supported');
  }
}

const problem = /^This runtime's URL changes addresses.*'react-native-url-polyfill\/auto'/;

describe.each([WithSlash, WithoutParts, NotAtAll])('a URL as React Native has it, $name', (Own) => {
  beforeEach(() => void vi.stubGlobal('URL', Own));
  afterEach(() => void vi.unstubAllGlobals());

  test('is told when a refresher is made, and when a broker is named', () => {
    expect(() => scene({ origins: ['https://a.test'] })).toThrow(problem);
    expect(() => scene({ allowInsecureRequests: ['api'] })).toThrow(problem);
    expect(() => brokerToken('https://a.test/token')).toThrow(problem);
  });

  test('is told when the first address is looked at, and each time, before anything is sent', async () => {
    const { tokens, calls } = scene({ automatic: true });
    const send = vi.fn(async () => Response.json({}));
    const authorizedFetch = createAuthorizedFetch(tokens, { origins: 'any', fetch: send });
    for (let call = 0; call < 2; call++) await expect(authorizedFetch('https://a.test/b')).rejects.toThrow(problem);
    expect(() => mayCarryToken(tokens, 'https://a.test/b', 'https://a.test/b')).toThrow(problem);
    expect([send.mock.calls, calls]).toEqual([[], []]);
  });
});

test('an address that was allowed stands for no other when URL is exchanged', async () => {
  const { tokens } = scene({ origins: ['https://a.test'], automatic: true });
  const send = vi.fn(async () => Response.json({}));
  const authorizedFetch = createAuthorizedFetch(tokens, { fetch: send });
  await authorizedFetch('https://a.test/b');
  vi.stubGlobal('URL', WithSlash);
  for (let call = 0; call < 2; call++) await expect(authorizedFetch('https://evil.test/')).rejects.toThrow(problem);
  vi.unstubAllGlobals();
  expect(send).toHaveBeenCalledTimes(1);
});
