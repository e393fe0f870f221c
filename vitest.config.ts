import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** Tests start hundreds of processes. Each would compile the same files again, which takes most of what it does. */
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/node-compile/', import.meta.url));

/** These take long, measure their process or change it. All others leave nothing behind and share processes. */
const alone = [
  'bench/**/*.test.ts',
  'packages/server/src/options/only-on-servers.test.ts',
  'packages/shared/src/full-disk.test.ts',
  'test/apollo-peers/react.test.ts',
  'test/{addresses,cli,contract,migration,recipes,shared,storm,urql-react}/**/*.test.ts',
];
const sources = ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts', 'examples/**/*.test.ts'];
const packed = 'test/{packed,runtimes}/**/*.test.ts';
const bundled = 'test/{api,bundles,nextjs}/**/*.test.ts';
const browser = 'test/{browser,pages}/**/*.test.ts';

/** One more than there are cores: many files wait for processes, sockets and browsers. */
const maxWorkers = availableParallelism() + 1;

/** What has to come may take its time on a busy machine. */
const patient = { poll: { timeout: 60_000 } };

export default defineConfig({
  test: {
    dangerouslyIgnoreUnhandledErrors: false,
    reporters: ['default', ...(process.env.CI ? ['./test/skip-nothing.reporter.ts'] : [])],
    projects: [
      {
        test: {
          name: 'alone',
          include: alone,
          testTimeout: 180_000,
          expect: patient,
          maxWorkers,
        },
      },
      {
        test: {
          name: 'quick',
          include: sources,
          exclude: ['**/node_modules/**', ...alone, packed, bundled, browser],
          // Loading would take half of their time.
          isolate: false,
          testTimeout: 180_000,
          expect: patient,
          maxWorkers,
        },
      },
      {
        test: {
          name: 'packed',
          include: [packed],
          globalSetup: 'test/packed/global-setup.ts',
          testTimeout: 120_000,
          expect: patient,
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
          expect: patient,
          hookTimeout: 600_000,
          // A bundler takes every core by itself.
          maxWorkers: Math.max(2, availableParallelism() - 1),
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'browser',
          include: [browser],
          globalSetup: 'test/bundles/global-setup.ts',
          testTimeout: 120_000,
          expect: patient,
          hookTimeout: 120_000,
          maxWorkers,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
