import { expect, test } from 'vitest';
import { retryAfter } from './retry-after.ts';

const now = Date.parse('Fri, 06 Nov 2026 08:00:00 GMT');

test.each([
  ['0', now],
  [' 7 ', now + 7_000],
  ['Fri, 06 Nov 2026 08:01:00 GMT', now + 60_000],
])('"%s" is read', (value, at) => {
  expect(retryAfter(new Headers({ 'retry-after': value }), now)).toBe(at);
});

test.each(['', '-1', '1.5', 'soon', '2026-11-06', '9999999999', 'Fri, 99 Foo 2026 GMT'])(
  '"%s" says nothing',
  (value) => {
    expect(retryAfter(new Headers({ 'retry-after': value }), now)).toBeUndefined();
  },
);

test('no header says nothing', () => {
  expect(retryAfter(new Headers(), now)).toBeUndefined();
});
