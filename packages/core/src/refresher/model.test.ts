import fc from 'fast-check';
import { test } from 'vitest';
import { play } from '../testing/model/refresher-model.ts';
import { steps } from '../testing/model/steps.ts';

test('2000 random schedules of callers, clocks, responses and sources break no promise', async () => {
  await fc.assert(fc.asyncProperty(steps, play), { numRuns: 2_000, seed: 11 });
}, 60_000);
