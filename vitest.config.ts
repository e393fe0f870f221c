import { availableParallelism } from 'node:os';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/longest-first.sequencer.ts';

/** Tests start hundreds of processes. Each would compile the same files again, which takes most of what it does. */
process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/node-compile/', import.meta.url));

/** They leave nothing behind in globals and modules, so that they can share processes; loading takes half of their time. */
const quick = [
  'packages/*/src/**/*.test.ts',
  'examples/**/*.test.ts',
  'test/{addresses,architecture,contract,examples,migration,oauth,readme,recipes,shared,support,urql-react}/**/*.test.ts',
  'test/fetches/fetches.test.ts',
  'test/apollo-peers/{chains,origins,parts,redirects,uploads,web-socket}.test.ts',
  'bench/**/*.test.ts',
];
/** Of those, one takes away what makes its process a server, one the room on the disk; one has handlers before every request. */
const onlyAlone = [
  'packages/server/src/options/only-on-servers.test.ts',
  'packages/shared/src/full-disk.test.ts',
  'packages/testing/src/create-msw-api.test.ts',
];
const theirNames = onlyAlone.map((file) => basename(file, '.test.ts')).join('|');
const sharing = quick.map((glob) => glob.replace('*.test.ts', `!(${theirNames}).test.ts`));
const sources = ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts', 'examples/**/*.test.ts'];
const packed = 'test/{packed,runtimes}/**/*.test.ts';
const bundled = 'test/{api,bundles,nextjs}/**/*.test.ts';
const browser = 'test/{browser,pages}/**/*.test.ts';

/** More than there are cores: many files wait for processes, sockets and timers. */
const quickWorkers = availableParallelism() + 2;
/** Fewer where compilers, bundlers and browsers take every core by themselves. */
const maxWorkers = availableParallelism() + 1;

/** Ends what hangs, however busy the machine is. */
const patience = 180_000;
const patienceWithBuilds = 600_000;

/** What has to come may take its time on a busy machine. */
const patient = { poll: { timeout: 60_000 } };

export default defineConfig({
  test: {
    dangerouslyIgnoreUnhandledErrors: false,
    reporters: ['default', ...(process.env.CI ? ['./test/skip-nothing.reporter.ts'] : [])],
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'alone',
          include: sources,
          exclude: ['**/node_modules/**', 'test/.*/**', ...sharing, packed, bundled, browser],
          testTimeout: patience,
          hookTimeout: patience,
          expect: patient,
          maxWorkers: quickWorkers,
        },
      },
      {
        test: {
          name: 'quick',
          include: quick,
          exclude: ['**/node_modules/**', ...onlyAlone],
          isolate: false,
          setupFiles: ['test/leaves-nothing-behind.setup.ts'],
          testTimeout: patience,
          hookTimeout: patience,
          expect: patient,
          maxWorkers: quickWorkers,
        },
      },
      {
        test: {
          name: 'packed',
          include: [packed],
          globalSetup: 'test/packed/global-setup.ts',
          testTimeout: patienceWithBuilds,
          expect: patient,
          hookTimeout: patienceWithBuilds,
          maxWorkers,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'bundled',
          include: [bundled],
          globalSetup: 'test/bundles/global-setup.ts',
          testTimeout: patienceWithBuilds,
          expect: patient,
          hookTimeout: patienceWithBuilds,
          maxWorkers,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'browser',
          include: [browser],
          globalSetup: 'test/bundles/global-setup.ts',
          testTimeout: patienceWithBuilds,
          expect: patient,
          hookTimeout: patienceWithBuilds,
          maxWorkers,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
