import { expect, test } from 'vitest';
import { isSocketRefusal } from './socket-refusal.ts';

test.each<[boolean, unknown, unknown]>([
  [true, 4401, 'Unauthorized'],
  [true, 4403, 'Forbidden'],
  [true, 4401, ''],
  [true, 4400, 'Could not verify JWT: JWTExpired'],
  [true, 4400, 'could not verify jwt: JWSError JWSInvalidSignature'],
  [true, 4400, '{"errors":"JWTExpired"}'],
  [false, 4400, 'Invalid message'],
  [false, 4400, 'NotJWTExpired'],
  [false, 4408, 'Connection initialisation timeout'],
  [false, 1000, ''],
  [false, 1006, undefined],
  [false, '4401', 'Unauthorized'],
  [false, undefined, undefined],
])('%s for %o %o', (expected, code, reason) => {
  expect(isSocketRefusal(code, reason)).toBe(expected);
});
