// `node test/storm/storm.script.ts --operations 100000 --seed 7 --client urql`: a longer storm, and its figures.
import { parseArgs } from 'node:util';
import { liveStormRows, runLiveStorm } from './live/run-live-storm.ts';
import { runStorm, type StormOptions } from './requests/run-storm.ts';
import { stormRows } from './requests/storm-rows.ts';

const { values } = parseArgs({
  options: {
    operations: { type: 'string', default: process.env.OPERATIONS ?? '2000' },
    seed: { type: 'string', default: process.env.SEED ?? '1' },
    client: { type: 'string', default: '' },
  },
});

const storms = [
  ...stormRows.map((row) => ({ name: row.name, run: (options: StormOptions) => runStorm(row, options) })),
  ...liveStormRows.map((row) => ({ name: row.name, run: (options: StormOptions) => runLiveStorm(row, options) })),
];
for (const { name, run } of storms.filter((each) => each.name.includes(values.client))) {
  const began = performance.now();
  const { heap, violations, ...figures } = await run({
    operations: Number(values.operations),
    seed: Number(values.seed),
  });
  const seconds = Math.round(performance.now() - began) / 1000;
  console.log(name, { ...figures, heapInMB: heap.map((bytes) => Math.round(bytes / 100_000) / 10), seconds });
  for (const violation of violations.slice(0, 20)) console.log(`  ${violation}`);
  if (violations.length > 0) process.exitCode = 1;
}
