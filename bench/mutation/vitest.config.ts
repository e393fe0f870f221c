import { defineConfig } from 'vitest/config';

/** Which tests a run of mutants has: globs in `MUTATION_TESTS`, set by `run-stryker.ts`. */
export default defineConfig({
  test: {
    root: process.cwd(),
    include: (process.env.MUTATION_TESTS ?? '').split(' '),
    isolate: false,
    testTimeout: 60_000,
  },
});
