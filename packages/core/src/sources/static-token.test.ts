import { expect, test } from 'vitest';
import { staticToken } from './static-token.ts';

const { signal } = new AbortController();

test.each([
  'abc',
  ' abc\r\n',
  '"abc"',
  "'abc'",
  'Bearer abc',
  '"bearer  abc"\n',
  ' `Bearer abc` ',
  '" abc "',
  "'\tBearer abc\n'",
])('what comes along with pasting is stripped from %j', async (pasted) => {
  expect(await staticToken(pasted)({ signal })).toEqual({ value: 'abc' });
});

test.each(['"abc"def', 'abc"', '"abc', `"abc'`, 'bearerabc'])('nothing is stripped from %j', async (value) => {
  expect(await staticToken(value)({ signal })).toEqual({ value });
});

test.each([
  [undefined, 'is undefined, not a string'],
  [7, 'is number, not a string'],
  ['', 'is empty'],
  ['  ', 'is empty'],
  ['"Bearer "', 'is empty'],
  ['Bearer bearer canary', 'starts with "Bearer ", which is added later'],
  ['can ary', 'has a space in it'],
  ['can\nary', 'has a line break in it'],
])('%j is an error that does not repeat it', (value, problem) => {
  expect(() => staticToken(value as string)).toThrow(
    new TypeError(`staticToken: the token ${problem}. Is the environment variable set?`),
  );
});
