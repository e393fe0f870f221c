import { expect, test } from 'vitest';
import { liveStormRows, runLiveStorm } from './live/run-live-storm.ts';
import { runStorm, type StormOptions } from './requests/run-storm.ts';
import { stormRows } from './requests/storm-rows.ts';

const { CI, OPERATIONS: operations = CI ? 2000 : 200, SEED: seed = 1 } = process.env;

const storms = [
  ...stormRows.map((row) => ({ name: row.name, run: (options: StormOptions) => runStorm(row, options) })),
  ...liveStormRows.map((row) => ({ name: row.name, run: (options: StormOptions) => runLiveStorm(row, options) })),
];

test.each(storms)(
  '$name comes through the storm',
  async ({ run }) => {
    const options = { operations: Number(operations), seed: Number(seed) };
    const { violations, heap: _, ...figures } = await run(options);
    expect(violations.slice(0, 20)).toEqual([]);
    expect(figures.delivered + figures.failed + figures.left).toBe(options.operations);
    // Else it was no storm.
    for (const count of Object.values(figures)) expect(count).toBeGreaterThan(options.operations / 200);
  },
  600_000,
);
