import { expect, test } from 'vitest';
import { jwtExpiry } from './jwt-expiry.ts';

const hour = 3_600;
const now = Date.parse('2026-11-28T08:00:00Z');
const seconds = now / 1000;

const jwt = (claims: unknown) =>
  ['{"alg":"none"}', JSON.stringify(claims), 'signature']
    .map((part) => Buffer.from(part).toString('base64url'))
    .join('.');

test.each<[string, unknown, number]>([
  ['a new one', { iat: seconds, exp: seconds + hour }, hour],
  ['a new one, on a device whose clock is 2 h fast', { iat: seconds - 2 * hour, exp: seconds - hour }, hour],
  ['a new one, on a device whose clock is 2 h slow', { iat: seconds + 2 * hour, exp: seconds + 3 * hour }, hour],
  ['one that the library has had for 50 minutes', { iat: seconds - 3_000, exp: seconds + 600 }, 600],
  ['one without iat', { exp: seconds + 600 }, 600],
  ['one with an iat that is none', { iat: 'now', exp: seconds + 600 }, 600],
  ['one that was issued after its end', { iat: seconds + 700, exp: seconds + 600 }, 600],
  ['one with letters of all kinds in it', { name: '\u00e4\u{1f511}??>>~~', iat: seconds, exp: seconds + 1.5 }, 1.5],
])('%s', (_, claims, lifeSeconds) => {
  expect(jwtExpiry(jwt(claims), now)).toBe(now + lifeSeconds * 1000);
});

test.each<[string, string, number | undefined]>([
  ['an exp beyond all numbers', '{"exp":1e999}', undefined],
  ['an iat beyond all numbers', `{"iat":-1e999,"exp":${seconds + 600}}`, now + 600_000],
  ['an iat that is the exp', `{"iat":${seconds - 60},"exp":${seconds - 60}}`, now - 60_000],
  ['an exp that has come just now', `{"iat":${seconds - hour},"exp":${seconds}}`, now + hour * 1000],
])('%s', (_, claims, at) => {
  expect(jwtExpiry(`e30.${Buffer.from(claims).toString('base64url')}.signature`, now)).toBe(at);
});

test('the life counts from now unless told otherwise', () => {
  const before = Date.now();
  expect(jwtExpiry(jwt({ iat: 0, exp: hour }))).toBeGreaterThanOrEqual(before + hour * 1000);
});

test.each([
  'ory_at_opaque',
  '',
  'a.b.c',
  jwt(null),
  jwt('text'),
  jwt({}),
  jwt({ exp: '1700000000' }),
  `${jwt({ exp: 1 }).slice(0, 25)}`,
  undefined as never,
])('%s says nothing', (token) => {
  expect(jwtExpiry(token, now)).toBeUndefined();
});
