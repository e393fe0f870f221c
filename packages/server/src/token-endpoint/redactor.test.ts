import { expect, test } from 'vitest';
import { createRedactor } from './redactor.ts';

const secret = 'k7Q-zz"w<o\'r&d\\S9.~+% 4';
const redact = createRedactor({ secrets: [secret], others: [] });

const html = (text: string) => text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`);
const named = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll("'", '&apos;');
const backslashes = (text: string) => text.replace(/['"\\<&]/g, '\\$&');
const hex = (text: string, between = '') => [...text].map((char) => char.charCodeAt(0).toString(16)).join(between);
const all = (text: string, prefix: string) => [...text].map((char) => prefix + hex(char).padStart(4, '0')).join('');

test.each<[string, string]>([
  ['as it is', secret],
  ['in another case', secret.toUpperCase()],
  ['in HTML', html(secret)],
  ['in HTML with names', named(secret)],
  ['in HTML, each letter', [...secret].map((char) => `&#x${hex(char)};`).join('')],
  ['in SQL', secret.replaceAll("'", "''")],
  ['with backslashes', backslashes(secret)],
  ['in JSON', JSON.stringify(secret)],
  ['in JSON in JSON in JSON', JSON.stringify(JSON.stringify(JSON.stringify(secret)))],
  ['in a URL', encodeURIComponent(secret)],
  ['in a URL in a URL', encodeURIComponent(encodeURIComponent(secret))],
  ['in a form', new URLSearchParams({ a: secret }).toString()],
  ['percent-encoded, each letter', [...secret].map((char) => `%${hex(char)}`).join('')],
  ['in \\u, each letter', all(secret, '\\u')],
  ['in \\x', [...secret].map((char) => `\\x${hex(char)}`).join('')],
  ['in octal', [...secret].map((char) => `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`).join('')],
  ['in base64', btoa(secret)],
  ['in base64 with something before it', btoa(`the-client:${secret}`)],
  ['in base64 for addresses', btoa(secret).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')],
  ['in base64 of a form', btoa(`the-client:${encodeURIComponent(secret)}`)],
  ['in base64 within a word', `xy${btoa(secret)}`],
  ['in hex', hex(secret)],
  ['in hex, split', hex(secret, ' ')],
  ['in hex with signs', hex(secret, ':')],
  ['in base64 in a URL', encodeURIComponent(btoa(secret))],
  ['split by spaces', [...secret].join(' ')],
  ['split over lines', [...secret].join('\n')],
  ['its beginning', secret.slice(0, 9)],
  ['its middle', secret.slice(5, 16)],
])('a secret does not show, %s', (_name, form) => {
  const left = redact(`The secret ${form} is wrong`);
  // A known form is taken out; of a sentence with any other in it nothing is left.
  expect(['[redacted]', 'The secret [redacted] is wrong']).toContain(left.replaceAll(/"|\ba=|\bxy/g, ''));
});

const signs = 's3cr3t\'<&"\\Pass/w0rd+XyZ';
const cyrillic = 'Пароль12Секретный';
const utf8 = (text: string) => [...new TextEncoder().encode(text)];
const bytes = (text: string, prefix: string) =>
  utf8(text)
    .map((byte) => prefix + byte.toString(16))
    .join('');
const base64 = (text: string) => btoa(String.fromCharCode(...utf8(text)));

test.each<[string, string, string]>([
  ['six characters of which four are letters', signs, '&"\\Pass/'],
  ['these in HTML', signs, named('&"\\Pas')],
  ['these in JSON', signs, JSON.stringify('<&"\\Pa')],
  ['these in SQL', signs, "cr3t''<&"],
  ['these in a URL', signs, encodeURIComponent('&"\\Pas')],
  ['these in another case', signs, '&"\\PAS'],
  ['these in base64', signs, btoa('xx&"\\Pas')],
  ['signs alone', 'ab!@#$%^&*()c', '!@#$%^&*()'],
  ['signs alone, split by spaces', 'ab!@#$%^&*()c', '! @ # $ % ^ & *'],
  ['six signs', 'ab!@#$%^&*()c', '#$%^&*'],
  ['a part in another script', cyrillic, 'Секретный'],
  ['its beginning in another script', cyrillic, 'Пароль'],
  ['in another script and another case', cyrillic, '12СЕКР'],
  ['in another script, split', cyrillic, [...'Секретный'].join(' - ')],
  ['in another script, in a URL', cyrillic, encodeURIComponent('Секрет')],
  ['in another script, in a URL in a URL', cyrillic, encodeURIComponent(encodeURIComponent('Секрет'))],
  ['in another script, in HTML', cyrillic, html('Секрет').replace(/[а-я]/gi, (char) => `&#${char.charCodeAt(0)};`)],
  ['in another script, in \\u', cyrillic, all('Секрет', '\\u')],
  ['in another script, its bytes in \\x', cyrillic, bytes('Секрет', '\\x')],
  ['in another script, in hex', cyrillic, bytes('Секрет', '')],
  ['in another script, in hex, split', cyrillic, bytes('Секрет', ' ')],
  ['in another script, in base64', cyrillic, base64('me:Секрет')],
  ['in another script, UTF-8 that was read as Latin-1', cyrillic, String.fromCharCode(...utf8('Секрет'))],
  ['with accents', 'Zürich-Genève-Bâle', 'ürich-Gen'],
  ['with accents, spelt in two characters each', 'Zürich-Genève-Bâle', 'enève-Bâ'.normalize('NFD')],
  ['with accents, in Latin-1 in a URL', 'Zürich-Genève-Bâle', 'en%E8ve-B%E2'],
  ['of few letters', '密码很安全吗是的', '码很安全吗是'],
])('a part of a secret does not show: %s', (_name, hidden, part) => {
  expect(createRedactor({ secrets: [hidden], others: [] })(`bad ${part} x`)).toBe('[redacted]');
});

test('what shares fewer characters with a secret stays', () => {
  const quoted = createRedactor({ secrets: [signs, cyrillic, 'ab!@#$%^&*()c'], others: [] });
  for (const text of ['No password was sent.', 'Секреция, пар', 'Wow!@#$ is no word', 'a, b; c']) {
    expect(quoted(text)).toBe(text);
  }
});

test.each([
  'Client authentication failed.',
  'The requested scope is not granted to this client, see https://auth.example.com/docs?code=7000215.',
  'AADSTS7000215: Invalid client secret. Trace ID: 0f5c3f2c-7a86-4bd6-8a2e-6a1ad4b30c00 Correlation ID: 93c7a0b0-5d1c-4ac8-9d62-7d6a9d0fd2ab',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY_OR_SO',
])('a sentence without it stays: %s', (sentence) => {
  expect(redact(sentence)).toBe(sentence);
});

test('a secret of nothing but spaces hides no sentence', () => {
  expect(createRedactor({ secrets: ['   '], others: [] })('It was wrong.')).toBe('It was wrong.');
});

test('a short secret is found as it is, and leaves other sentences alone', () => {
  expect(createRedactor({ secrets: ['a!b'], others: [] })('It was a!B.')).toBe('It was [redacted].');
  expect(createRedactor({ secrets: ['a!b'], others: [] })('A babe')).toBe('A babe');
  expect(createRedactor({ secrets: ['ca~na'], others: [] })('c a n a')).toBe('[redacted]');
});

test('other hidden values are taken out, and the sentence stays', () => {
  const hide = createRedactor({ secrets: [], others: ['https://api.example.com/a b', 'api', ''] });
  expect(hide('The resource https://api.example.com/a b is unknown')).toBe('The resource [redacted] is unknown');
  expect(hide(`?resource=${encodeURIComponent('https://api.example.com/a b')}`)).toBe('?resource=[redacted]');
  expect(hide('api and apis, invalid_api')).toBe('[redacted] and apis, invalid_api');
});

test('whatever looks like a token is taken out', () => {
  expect(redact(`Sent ${'Ab3_-'.repeat(8)} to you`)).toBe('Sent [redacted] to you');
  expect(redact('access_token=short&x=1')).toBe('[redacted]&x=1');
});

test('what can be read in too many ways is not looked at to its end, and not quoted', () => {
  const inTwo = (text: string) => Buffer.from(Buffer.from(text).toString('hex')).toString('base64');
  const readings = [
    '%4a',
    '\\x4b',
    '&#x4c;',
    'Ã©',
    "''",
    '\\\\',
    '70ed75417aeeb319b02903fe89a10d4',
    inTwo('0c7').repeat(3),
  ];
  expect(redact(readings.join(' ').repeat(5))).toBe('[redacted]');
  // Where there is no secret, nothing has to be looked at.
  const nothing = createRedactor({ secrets: [''], others: [] });
  expect(nothing(readings.join(' ').repeat(5))).not.toBe('[redacted]');
});

test('a long text with some escaping in it stays', () => {
  const error = JSON.stringify({
    error: 'invalid_request',
    error_description: 'It lacks &quot;audience&quot;%20é',
    id: 7,
  });
  expect(redact(error.repeat(9))).toBe(error.repeat(9).slice(0, 1_000));
});

test('what is long is cut, so that it costs little to look at', () => {
  expect(redact('word '.repeat(1_000_000))).toHaveLength(1_000);
});
