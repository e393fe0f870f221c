import { expect, test } from 'vitest';
import { simulateDays } from './simulate-days.ts';

test('in thirty days at one call a second only the first call waits, none is refused, and each token is used for 90 % of its life', async () => {
  const days = await simulateDays(30);
  expect(days).toMatchObject({ calls: 2_592_000, waited: 1, refused: 0 });
  expect(days.minShareOfLife).toBeGreaterThanOrEqual(0.9);
  expect(days.tokenRequests).toBeLessThanOrEqual(Math.ceil((30 * 24) / (5 * 0.9)));
});
