import { expect, test } from 'vitest';
import { runStorm } from './run-storm.ts';
import { stormRows } from './storm-rows.ts';

const { OPERATIONS: operations = 2000, SEED: seed = 1 } = process.env;

test.each([...stormRows])(
  '$name comes through the storm',
  async (row) => {
    const options = { operations: Number(operations), seed: Number(seed) };
    const { violations, heap: _, ...figures } = await runStorm(row, options);
    expect(violations.slice(0, 20)).toEqual([]);
    expect(figures.delivered + figures.failed + figures.left).toBe(options.operations);
    // Else it was no storm.
    for (const count of Object.values(figures)) expect(count).toBeGreaterThan(options.operations / 100);
  },
  600_000,
);
