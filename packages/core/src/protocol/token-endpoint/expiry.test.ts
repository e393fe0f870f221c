import { expect, test } from 'vitest';
import { expiryOf } from './expiry.ts';

test.each([
  [3600, 3_601_000],
  ['3600', 3_601_000],
  ['3599.0', 3_600_000],
  [0, 1_000],
  ['0', 1_000],
  [0.5, 1_500],
  [2_627_999, 2_628_000_000],
  [1e300, 8.64e15],
  [undefined, undefined],
])('an expires_in of %s expires at %s when it was asked for at 1000', (expiresIn, at) => {
  expect(expiryOf(expiresIn, 1000)).toBe(at);
});

test.each([-1, Number.NaN, Number.POSITIVE_INFINITY, '', '-1', '1e3', '3600s', null, [3600], {}, true])(
  'an expires_in of %s is no lifetime',
  (expiresIn) => {
    expect(expiryOf(expiresIn, 1000)).toBeNaN();
  },
);
