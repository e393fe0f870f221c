import { join } from 'node:path';
import { defineConfig } from 'vitest/config';
import { QuickestFirst } from './quickest-first.ts';

/** Which tests a run of mutants has: globs in `MUTATION_TESTS`, set by `run-stryker.ts`. */
export default defineConfig({
  test: {
    root: process.cwd(),
    include: (process.env.MUTATION_TESTS ?? '').split(' '),
    isolate: false,
    setupFiles: join(import.meta.dirname, 'leave-out.setup.ts'),
    sequence: { sequencer: QuickestFirst },
    testTimeout: 40_000,
    // What has to come may take its time on a busy machine.
    expect: { poll: { timeout: 10_000 } },
  },
});
