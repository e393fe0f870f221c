import { expect, test } from 'vitest';
import type { AccessToken } from '../../token.ts';
import { checkAccessToken } from './check-access-token.ts';

const check = (fields: object) => checkAccessToken({ value: 'secret-canary', ...fields } as AccessToken, Date.now());

test.each([
  ['expires_in', 600],
  ['expiresIn', '600'],
  ['expiresat', Date.now() + 600_000],
  ['expires_at', '2030-01-01T00:00:00Z'],
  ['expires', new Date()],
  ['expires', 'Wed, 21 Oct 2026 07:28:00 GMT'],
  ['LIFETIME', '3599.5'],
  ['expiry', 600],
  ['exp', 0],
  ['ttl', 600],
  ['lifetime', 600],
  ['token_expires', 600],
  ['accessTokenExpiresAt', 600],
  ['validUntil', 600],
])('an expiry called %s is an error that says its name and the right one', (name, value) => {
  expect(() => check({ [name]: value })).toThrow(
    expect.objectContaining({
      code: 'invalid_token_response',
      permanent: true,
      message:
        `The source returned a token that cannot be used: its "${name}" is not read. Call its expiry "expiresAt", ` +
        'in epoch milliseconds: Date.now() + expires_in * 1000.',
    }),
  );
});

test.each([
  ['the expiry beside its other name', { expires_in: 600, expiresAt: Date.now() + 600_000 }],
  ['an expiry of something else', { refresh_expires_in: 600, refreshTokenExpiresAt: 600 }],
  ['names that begin alike', { experimental: 1, exponent: 2, token_type: 'Bearer' }],
  ['words', { lifetime: 'long', token_lifetime: 'tier 1', expires: 'never', ttl: '', expiry: ' ' }],
  ['other names without an expiry', { expires_in: null, expires: undefined, expired: false }],
])('%s is taken', (_, fields) => {
  expect(() => check(fields)).not.toThrow();
});
