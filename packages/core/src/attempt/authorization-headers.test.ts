import { expect, test } from 'vitest';
import { scene } from '../testing/refresher-scene.ts';
import { withAuthorization } from './authorization-headers.ts';

test("the token's headers replace those of the same name, and no other, whatever it is called", () => {
  const { tokens } = scene({ header: (token) => ({ 'X-Token': token, Authorization: `Bearer ${token}` }) });
  const own = { AUTHORIZATION: 'Basic eA==', 'x-token': 'old', 'X-App': 'mine', constructor: 'a name like any other' };
  expect(withAuthorization(tokens, own, 'new')).toEqual({
    'x-token': 'new',
    authorization: 'Bearer new',
    'X-App': 'mine',
    constructor: 'a name like any other',
  });
});
