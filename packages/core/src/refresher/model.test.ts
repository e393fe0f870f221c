import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { promises } from '../testing/model/promises.ts';
import { play } from '../testing/model/refresher-model.ts';
import { steps } from '../testing/model/steps.ts';

test('2000 random schedules of callers, clocks, responses and sources break no promise', async () => {
  await fc.assert(fc.asyncProperty(steps, play), { numRuns: 2_000, seed: 11 });
});

test.each(Object.values(promises))('the README says: %s', (promise) => {
  expect(readFileSync(new URL('../../README.md', import.meta.url), 'utf8')).toContain(`- ${promise}\n`);
});
