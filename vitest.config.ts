import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

// They leave nothing behind in globals and modules, so that they can share a process; loading takes half of their time.
const unit = 'packages/{core,server,apollo,urql,graphql-request,graphql-ws}/src/**/*.test.ts';
const packed = 'test/{packed,runtimes}/**/*.test.ts';
const bundled = 'test/{api,bundles,nextjs}/**/*.test.ts';
const browser = 'test/{browser,pages}/**/*.test.ts';

/** Many files wait for builds and processes; with one worker, half of a machine of two cores would stand idle. */
const maxWorkers = Math.max(2, availableParallelism() - 1);

export default defineConfig({
  test: {
    dangerouslyIgnoreUnhandledErrors: false,
    reporters: ['default', ...(process.env.CI ? ['./test/skip-nothing.reporter.ts'] : [])],
    projects: [
      {
        test: {
          name: 'unit',
          include: [unit],
          isolate: false,
          testTimeout: 60_000,
          maxWorkers,
        },
      },
      {
        test: {
          name: 'quick',
          include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts', 'examples/**/*.test.ts'],
          exclude: ['**/node_modules/**', unit, packed, bundled, browser],
          testTimeout: 60_000,
          maxWorkers,
        },
      },
      {
        test: {
          name: 'packed',
          include: [packed],
          globalSetup: 'test/packed/global-setup.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers,
        },
      },
      {
        test: {
          name: 'bundled',
          include: [bundled],
          globalSetup: 'test/bundles/global-setup.ts',
          testTimeout: 600_000,
          hookTimeout: 600_000,
          maxWorkers,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'browser',
          include: [browser],
          globalSetup: 'test/bundles/global-setup.ts',
          testTimeout: 120_000,
          hookTimeout: 120_000,
          maxWorkers,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
