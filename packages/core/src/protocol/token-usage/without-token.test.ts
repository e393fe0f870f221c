import { describe, expect, test } from 'vitest';
import { withoutToken } from './without-token.ts';

const token = 'Canary-Token~0123/abc+DEF.ghi=';
const hex = (text: string) => Buffer.from(text).toString('hex');

describe('a text that shows the token', () => {
  test.each<[string, string]>([
    ['whole', token],
    ['cut at its end', token.slice(0, 9)],
    ['cut at its beginning', token.slice(-9)],
    ['in an address', encodeURIComponent(token)],
    ['in an address in an address', encodeURIComponent(encodeURIComponent(token))],
    ['with every letter escaped for addresses', hex(token).replaceAll(/../g, '%$&')],
    ['with every letter escaped in JSON', hex(token).replaceAll(/../g, '\\u00$&')],
    ['with every letter escaped in HTML', hex(token).replaceAll(/../g, '&#x$&;')],
    ['with every letter escaped in HTML, in decimals', token.replaceAll(/./g, (c) => `&#${c.charCodeAt(0)};`)],
    ['in JSON in JSON', JSON.stringify(JSON.stringify({ token }))],
    ['in base64', Buffer.from(token).toString('base64')],
    ['in base64 after one letter', Buffer.from(`:${token}`).toString('base64')],
    ['in base64 after Bearer', Buffer.from(`Bearer ${token}`).toString('base64')],
    ['in base64url', Buffer.from(token).toString('base64url')],
    ['in base64, cut', Buffer.from(token).toString('base64').slice(4, 18)],
    ['in hex', hex(token)],
    ['in hex in capitals', hex(token).toUpperCase()],
    ['in hex with colons', hex(token).replaceAll(/..\B/g, '$&:')],
  ])('%s is left out', (_how, shown) => {
    expect(withoutToken(`bad ${shown} here`, token)).toBe('[redacted]');
  });
});

test.each([
  ['Forbidden', token],
  ['connect ECONNREFUSED 127.0.0.1:80, request 6f1e7c3a9d', token],
  ['bad token', undefined],
  ['bad token', ''],
  ['un-known', 'unk'],
  ['a sign: /', '---'],
])('%j does not show the token %j', (text, secret) => {
  expect(withoutToken(text, secret)).toBe(text);
});

test.each(['abc', '--~~', 'ключ'])('a secret of few letters, %s, is looked for as it is', (secret) => {
  expect(withoutToken(`bad ${secret} here`, secret)).toBe('[redacted]');
});
