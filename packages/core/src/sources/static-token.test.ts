import { expect, test } from 'vitest';
import { staticToken } from './static-token.ts';

const { signal } = new AbortController();

test.each(['abc', ' abc\r\n', '"abc"', "'abc'", 'Bearer abc', '"bearer  abc"\n', ' `Bearer abc` ', '" abc "', "'\tBearer abc\n'"])(
  'what comes along with pasting is stripped from %j',
  async (pasted) => {
    expect(await staticToken(pasted)({ signal })).toEqual({ value: 'abc' });
  },
);

test.each(['"abc"def', 'abc"', '"abc', `"abc'`, 'bearerabc'])('nothing is stripped from %j', async (value) => {
  expect(await staticToken(value)({ signal })).toEqual({ value });
});

test.each([
  [undefined, /undefined.*environment variable/],
  ['', /empty/],
  ['  ', /empty/],
  ['"Bearer "', /Bearer|empty/],
  ['can ary', /space/],
  ['can\nary', /line break/],
])('%j is an error that does not repeat it', (value, message) => {
  const create = () => staticToken(value as string);
  expect(create).toThrow(TypeError);
  expect(create).toThrow(message);
  expect(create).not.toThrow(/can.?ary/);
});
