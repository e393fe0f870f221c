import { expect, test } from 'vitest';
import { getAndSetFleet, tokenRefresherFleet } from './fleet-sharing.ts';
import { simulateFleet } from './simulate-fleet.ts';

// With ten thousand workers: npx -y pnpm@10 --filter @token-refresher/bench run shared-fleet
const size = { workers: 500, hours: 24 };

test('500 workers with clocks that are off need at most 6 tokens of five hours in a day, and nobody fails', async () => {
  const days = await simulateFleet(size, tokenRefresherFleet);
  expect(days.tokenRequests).toBeGreaterThanOrEqual(5);
  expect(days.tokenRequests).toBeLessThanOrEqual(6);
  expect(days.failed).toBe(0);
  expect(days.maxWaitMs).toBeLessThan(2_000);
});

test('the count can come out otherwise', async () => {
  const days = await simulateFleet(size, getAndSetFleet);
  expect(days.tokenRequests).toBeGreaterThan(50);
});
