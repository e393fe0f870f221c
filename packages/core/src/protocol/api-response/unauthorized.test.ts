import { refusalNames, refusalShapes } from '@token-refresher/test-support';
import { describe, expect, test } from 'vitest';
import { type ApiResponse, isPartlyUnauthorized, isUnauthorized, mayBeUnauthorized } from './unauthorized.ts';

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
};

test.each(refusalNames)('%s is told from what only looks like it', (name) => {
  const { status, headers, body, countsAsUnauthorized } = refusalShapes[name];
  const response = { status, wwwAuthenticate: headers['www-authenticate'] ?? null, body: parsed(body) };
  expect(isUnauthorized(response)).toBe(countsAsUnauthorized);
});

const says = (message: unknown, path?: (string | number)[]) => (path ? { message, path } : { message });

test.each<[string, boolean, ApiResponse]>([
  ['an error message over a WebSocket', true, { body: { errors: [says('Unauthorized')] } }],
  ['lower case', true, { status: 200, body: 'unauthorized' }],
  ['British spelling', true, { status: 200, body: 'Unauthorised' }],
  ['a status in front', true, { status: 200, body: '401 Unauthorized' }],
  ['a full stop and white space', true, { status: 200, body: ' Unauthorized.\n' }],
  ['HTTP 500 with the message', true, { status: 500, body: { errors: [says('Unauthorized')] } }],
  ['a batch of refusals', true, { status: 200, body: [{ errors: [says('Unauthorized')] }, { error: 'Unauthorized' }] }],
  [
    'the one nullable field refused',
    true,
    { status: 200, body: { data: { me: null }, errors: [says('Unauthorized', ['me'])] } },
  ],
  ['a message beside no errors', true, { status: 200, body: { errors: [], message: 'Unauthorized' } }],
  ['no error with a code', false, { status: 200, body: { errors: [{ extensions: null }, {}, null, 5] } }],
  ['a batch with one refusal', false, { status: 200, body: [{ data: { a: 1 } }, { errors: [says('Unauthorized')] }] }],
  ['an empty batch', false, { status: 200, body: [] }],
  [
    'a null field without an error',
    false,
    { status: 200, body: { data: { a: null, b: null }, errors: [says('Unauthorized', ['a'])] } },
  ],
  [
    'a field below the root',
    false,
    { status: 200, body: { data: { a: null }, errors: [says('Unauthorized', ['a', 'b'])] } },
  ],
  ['data beside a message', false, { status: 200, body: { data: { a: 1 }, message: 'Unauthorized' } }],
  ['data that says so', false, { status: 200, body: { data: { message: 'Unauthorized' } } }],
  ['a body that was not looked at', false, { status: 200 }],
  ['an empty body', false, { status: 204, body: '' }],
  ['no errors', false, { status: 200, body: { data: null, errors: [] } }],
  ['null', false, { status: 200, body: null }],
  ['a longer text', false, { status: 200, body: 'Unauthorized domain' }],
])('%s: %s', (_, expected, response) => {
  expect(isUnauthorized(response)).toBe(expected);
});

describe('the screen of a text', () => {
  const unauthorized = (text: string) => {
    const response = { status: 200, body: parsed(text) };
    return isUnauthorized(response) || isPartlyUnauthorized(response);
  };
  const escaped = (text: string) =>
    text.replace(/[\w-]/g, (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);

  test.each(refusalNames)(
    'lets nothing through that the default predicate would have taken for Unauthorized: %s',
    (name) => {
      const { body } = refusalShapes[name];
      for (const text of [
        body,
        `[${body}]`,
        body.toUpperCase(),
        body.replaceAll(/"[^"]*"/g, (string) => escaped(string)),
      ]) {
        if (unauthorized(text)) expect(mayBeUnauthorized(text)).toBe(true);
      }
    },
  );

  test.each(['UNAUTHENTICATED', 'UNAUTHORIZED', 'AUTH_NOT_AUTHENTICATED', 'invalid-jwt', 'UnauthorizedException'])(
    'sees %s, whichever of its letters are escaped',
    (code) => {
      for (const said of [
        code,
        ...Array.from(code, (letter, at) => code.slice(0, at) + escaped(letter) + code.slice(at + 1)),
      ]) {
        const text = `{"errors":[{"message":"x","extensions":{"code":"${said}"}}]}`;
        expect([unauthorized(text), mayBeUnauthorized(text)]).toEqual([true, true]);
      }
    },
  );

  test('lets data through, with the escapes that servers use for HTML and other scripts', () => {
    const text = String.raw`{"data":{"name":"Tom \u0026 J\u00e9r\u00f4me \u003cb\u003e","author":"\u4f5c\u8005"}}`;
    expect(mayBeUnauthorized(text)).toBe(false);
  });

  test.each([
    '{"data":{"a":null},"errors":[{"message":"Unauthorized","path":["a"]}]}',
    String.raw`{"data":{"a":1,"b":null},"\u0065rrors":[{"message":"Unauthorized","path":["b"]}]}`,
    String.raw`{"data":{"a":1,"b":null},"err\u006Frs":[{"message":"Unauthorized","path":["b"]}]}`,
    '{"data":{"a":1,"b":null} ,\n"errors"\t: [{"message":"Unauthorized","path":["b"]}]}',
    `{"data":{"a":[${'[1],'.repeat(100)}[]],"b":null},"errors":[{"message":"Unauthorized","path":["b"]}]}`,
  ])('sees errors behind data: %s', (text) => {
    expect([unauthorized(text), mayBeUnauthorized(text)]).toEqual([true, true]);
  });

  test('takes data without errors for what it is, although the words stand in it', () => {
    expect(mayBeUnauthorized('{"data":{"log":"Unauthorized"},"extensions":{"cost":1}}')).toBe(false);
    expect(mayBeUnauthorized('{"data":{"log":"Unauthorized"},"errors":[]}')).toBe(true);
  });
});
