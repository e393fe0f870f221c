import { describe, expect, test } from 'vitest';
import { bitquery } from '../bitquery.ts';
import { checkOptionNames } from '../options.ts';
import type { FetchToken } from '../token.ts';
import { createTokenRefresher, type TokenRefresherOptions } from './token-refresher.ts';

const source: FetchToken = async () => ({ value: 'x' });
const notOrigins =
  "must hold origins such as 'https://api.example.com' and nothing else; name each one, there is no wildcard";
const unset = (what: string) => `has an entry that is ${what}: check that the variable it comes from is set`;
const noOrigins = "must be a list of at least one origin, such as ['https://api.example.com']";
const notHosts = "must be a list of hosts, such as ['api:8080']";
const plain = (host: string) =>
  `names ${host} over plain http; a token must go over https, except to hosts that option "allowInsecureRequests" names`;
const maxTimerMs = 2 ** 31 - 1;
const most = Number.MAX_SAFE_INTEGER;
const ms = (min: number, max: number, got: string) =>
  `must be a number of milliseconds from ${min} to ${max}; got ${got}`;

test.each([undefined, null, 'token', { value: 'x' }])('a fetchToken that is %o is a TypeError', (fetchToken) => {
  expect(() => createTokenRefresher(fetchToken as never)).toThrow(
    new TypeError(
      'createTokenRefresher: fetchToken must be a function that returns a promise of a token, such as clientCredentials({ … }).',
    ),
  );
});

describe('an option that cannot be used is a TypeError that says what to do', () => {
  test.each<[option: keyof TokenRefresherOptions, value: unknown, problem: string]>([
    ['refreshAheadMs', -1, ms(0, most, '-1')],
    ['refreshAheadMs', Number.NaN, ms(0, most, 'NaN')],
    ['refreshAheadMs', null, ms(0, most, 'null')],
    ['defaultLifetimeMs', 0, ms(1, most, '0')],
    ['defaultLifetimeMs', 2 ** 53, ms(1, most, '9007199254740992')],
    ['timeoutMs', 0, ms(1, maxTimerMs, '0')],
    ['timeoutMs', 2 ** 31, ms(1, maxTimerMs, '2147483648')],
    ['timeoutMs', '10', ms(1, maxTimerMs, 'string')],
    ['isUnauthorized', 401, 'must be a function (response) => boolean'],
    ['header', 'X-Token', 'must be a function (token) => headers'],
    ['origins', [], noOrigins],
    ['origins', 'https://api.example.com', noOrigins],
    ['origins', ['api.example.com'], notOrigins],
    ['origins', ['https://api.example.com/graphql'], notOrigins],
    ['origins', ['https://api.example.com/?a'], notOrigins],
    ['origins', ['https://api.example.com/#a'], notOrigins],
    ['origins', ['https://ada@api.example.com'], notOrigins],
    ['origins', ['https://api.example.com', 7], notOrigins],
    ['origins', ['*'], notOrigins],
    ['origins', ['https://*'], notOrigins],
    ['origins', ['https://*.example.com'], notOrigins],
    ['origins', ['https://%2A.example.com'], notOrigins],
    ['origins', ['wss://api-*.example.com:8443'], notOrigins],
    ['origins', ['https://.example.com'], notOrigins],
    ['origins', ['https://a.example.com,b.example.com'], notOrigins],
    ['origins', ['https://{a,b}.example.com'], notOrigins],
    ['origins', [undefined], unset('undefined')],
    ['origins', ['https://api.example.com', undefined], unset('undefined')],
    ['origins', [null], unset('null')],
    ['origins', [''], unset('empty')],
    ['origins', '', noOrigins],
    ['origins', null, noOrigins],
    ['origins', ['http://api.example.com:81'], plain('api.example.com:81')],
    ['origins', ['ws://api.example.com'], plain('api.example.com')],
    ['origins', ['http://localhost.example.com'], plain('localhost.example.com')],
    ['origins', ['http://127.0.0.1.example.com'], plain('127.0.0.1.example.com')],
    ['allowInsecureRequests', true, notHosts],
    ['allowInsecureRequests', 'api:8080', notHosts],
    ['allowInsecureRequests', [''], notHosts],
    ['allowInsecureRequests', ['http://api'], notHosts],
    ['allowInsecureRequests', ['api', 7], notHosts],
  ])('%s: %o', (option, value, problem) => {
    expect(() => createTokenRefresher(source, { [option]: value })).toThrow(
      new TypeError(`createTokenRefresher: option "${option}" ${problem}.`),
    );
  });

  test.each(['origins', 'clock'])(
    'option %s of the refresher, given to another function, is told as such',
    (option) => {
      expect(() => checkOptionNames('clientCredentials', { [option]: 1 }, ['scope'])).toThrow(
        new TypeError(
          `clientCredentials: option "${option}" is not known here, it is one of createTokenRefresher; known are: scope.`,
        ),
      );
    },
  );

  test('so is one that is not known', () => {
    expect(() => createTokenRefresher(source, { origin: [] } as never)).toThrow(
      new TypeError(
        'createTokenRefresher: option "origin" is not known; known are: origins, allowInsecureRequests, header, ' +
          'isUnauthorized, refreshAheadMs, defaultLifetimeMs, timeoutMs, clock.',
      ),
    );
  });
});

test.each<TokenRefresherOptions>([
  { refreshAheadMs: 0 },
  { refreshAheadMs: most },
  { defaultLifetimeMs: 1 },
  { timeoutMs: 1 },
  { timeoutMs: maxTimerMs },
  { origins: bitquery.origins },
  { origins: ['https://api.example.com/'] },
  { origins: ['https://xn--bcher-kva.test', 'https://bücher.test:8443', 'https://my_api.test', 'https://api.test.'] },
  { origins: ['https://[fd00::1]:8443', 'https://192.0.2.2'] },
  { origins: ['http://localhost:4000', 'ws://127.0.0.2', 'http://[::1]:1'] },
  { origins: ['http://api:81'], allowInsecureRequests: ['api:81'] },
  { origins: ['ws://api:81'], allowInsecureRequests: ['api'] },
  { allowInsecureRequests: [] },
])('%o is fine', async (options) => {
  const tokens = createTokenRefresher(source, options);
  expect(await tokens.getToken()).toMatchObject({ value: 'x' });
  tokens.close();
});
