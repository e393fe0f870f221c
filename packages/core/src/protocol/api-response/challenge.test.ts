import { expect, test } from 'vitest';
import { challengeErrors } from './challenge.ts';

test.each<[string, string[]]>([
  ['Bearer', []],
  ['Bearer realm="api", error="insufficient_scope", scope="api"', ['insufficient_scope']],
  ['Bearer error=insufficient_scope', ['insufficient_scope']],
  ['Bearer realm="api",ERROR = "insufficient_scope"', ['insufficient_scope']],
  ['Bearer realm="insufficient_scope"', []],
  ['Bearer realm="a, error=insufficient_scope, b"', []],
  [String.raw`Bearer realm="say \"hello\", error=insufficient_scope"`, []],
  ['Bearer error="invalid_token", error_description="not insufficient_scope"', ['invalid_token']],
  ['Bearer error_description="error=\'insufficient_scope\'", error="invalid_token"', ['invalid_token']],
  ['Bearer error_uri="https://example.com/?error=insufficient_scope"', []],
  ['Basic realm="api", Bearer error="insufficient_scope"', ['insufficient_scope']],
  ['Negotiate dG9rZW4=, Bearer error="insufficient_scope"', ['insufficient_scope']],
  ['Bearer error="invalid_token", DPoP error="insufficient_scope"', ['invalid_token', 'insufficient_scope']],
  ['Bearer realm="never ends, error=insufficient_scope', []],
  ['insufficient_scope', []],
  ['error', []],
  ['', []],
])('the error parameters of %s', (header, errors) => {
  expect(challengeErrors(header)).toEqual(errors);
});

test('a long one is read in one pass', () => {
  expect(challengeErrors(`Negotiate ${'A'.repeat(500_000)}, Bearer error=insufficient_scope`)).toHaveLength(1);
});

test('there are none without a header', () => {
  expect([challengeErrors(null), challengeErrors(undefined)]).toEqual([[], []]);
});
