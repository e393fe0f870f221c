// Plays random schedules on a token refresher: `--runs 100000` (default: 20000), `--seed N` to repeat one series.
import { parseArgs } from 'node:util';
import fc from 'fast-check';
import { play } from './refresher-model.ts';
import { steps } from './steps.ts';

const { values } = parseArgs({ options: { runs: { type: 'string', default: '20000' }, seed: { type: 'string' } } });
const seed = values.seed === undefined ? Date.now() : Number(values.seed);
await fc.assert(fc.asyncProperty(steps, play), { numRuns: Number(values.runs), seed });
process.stdout.write(`${values.runs} schedules, seed ${seed}: no promise broken.\n`);
