import { describe, expect, test } from 'vitest';
import { readTokenResponse } from './token-response.ts';

const good = { access_token: 'token-1', token_type: 'Bearer', expires_in: 60, scope: 'api' };
const read = (fields: Record<string, unknown>) => readTokenResponse({ ...good, ...fields }, 1_000);

test('a token response becomes a token', () => {
  expect(readTokenResponse(good, 1_000)).toEqual({ value: 'token-1', expiresAt: 61_000, scope: 'api' });
  expect(readTokenResponse({ access_token: 't' }, 1_000)).toEqual({ value: 't' });
});

describe('what servers send beside the letter of the RFC is a token', () => {
  test.each([undefined, null, '', 'bearer', 'BEARER', 'BearerToken'])('token_type %j', (token_type) => {
    expect(read({ token_type })).toHaveProperty('value', 'token-1');
  });

  test.each<[unknown, number | undefined]>([
    [undefined, undefined],
    [null, undefined],
    ['', undefined],
    [0, 1_000],
    ['0', 1_000],
    ['3599.0', 3_600_000],
    [9.2e15, 8.64e15],
  ])('expires_in %j', (expires_in, expiresAt) => {
    expect(read({ expires_in })).toEqual({ value: 'token-1', scope: 'api', ...(expiresAt && { expiresAt }) });
  });

  test.each<[unknown, string | undefined]>([
    [undefined, undefined],
    [null, undefined],
    ['', undefined],
    ['  ', undefined],
    [[], undefined],
    [['read', 'write'], 'read write'],
    ['read,write', 'read write'],
    ['read, write', 'read write'],
    ['read,write admin', 'read write admin'],
    [' ,read,, write,', 'read write'],
    [',', undefined],
    [['read, write', 'admin '], 'read write admin'],
    ['READ write', 'READ write'],
  ])('scope %j', (scope, expected) => {
    const token = read({ scope });
    expect(token).toEqual({ value: 'token-1', expiresAt: 61_000, ...(expected && { scope: expected }) });
  });
});

const notBearer =
  'is not "Bearer" (RFC 6750), the only type that can be sent. Have the client registered for bearer tokens';
const notSeconds = 'is not a number of seconds from 0 up. A server that sets no limit has to leave it out';
const notNames = 'is neither a string nor a list of strings. Have the server correct it';

test.each<[string, Record<string, unknown>, string]>([
  ['access_token', { access_token: undefined }, 'is missing'],
  ['access_token', { access_token: null }, 'is missing'],
  ['access_token', { access_token: '' }, 'is missing'],
  ['access_token', { access_token: 1 }, 'is number, not a string'],
  ['access_token', { access_token: 'to ken' }, 'has a space in it'],
  ['access_token', { access_token: 'token\r\nx-evil: 1' }, 'has a line break in it'],
  ['access_token', { access_token: 't\u00f6ken' }, 'has a character in it that is not visible ASCII'],
  ['token_type', { token_type: 'DPoP' }, notBearer.replace('is', 'is "DPoP",')],
  ['token_type', { token_type: 'dpop' }, notBearer.replace('is', 'is "DPoP",')],
  ['token_type', { token_type: 'mac' }, notBearer.replace('is', 'is "mac",')],
  ['token_type', { token_type: 'N_A' }, notBearer.replace('is', 'is "N_A",')],
  ['token_type', { token_type: 'pop' }, notBearer.replace('is', 'is "PoP",')],
  ['token_type', { token_type: 7 }, notBearer],
  ['expires_in', { expires_in: -1 }, notSeconds],
  ['expires_in', { expires_in: '-1' }, notSeconds],
  ['expires_in', { expires_in: '3600s' }, notSeconds],
  ['expires_in', { expires_in: [3600] }, notSeconds],
  ['expires_in', { expires_in: true }, notSeconds],
  ['expires_in', { expires_in: Number.POSITIVE_INFINITY }, notSeconds],
  ['scope', { scope: 7 }, notNames],
  ['scope', { scope: [7] }, notNames],
  ['scope', { scope: {} }, notNames],
])('%s: %j cannot be used, and the field is named', (unusable, fields, problem) => {
  expect(read(fields)).toEqual({ unusable, problem });
});

test.each<unknown>([
  { secret: 1 },
  { toString: 1 },
  ['DPoP'],
  ['DPoP', 'canary'],
  'canary',
  'DPoP canary',
  'canary-DPoP',
])('another token_type (%j) is not repeated: it may be anything', (token_type) => {
  expect(read({ token_type })).toEqual({ unusable: 'token_type', problem: notBearer });
});
