import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

const lookAtWhatIsPublished = 'test/{packed,runtimes}/**/*.test.ts';
const lookAtPages = 'test/{browser,pages}/**/*.test.ts';

// Many files wait for builds and processes; with one worker, half of a machine of two cores would stand idle.
const maxWorkers = Math.max(2, availableParallelism() - 1);

export default defineConfig({
  test: {
    dangerouslyIgnoreUnhandledErrors: false,
    projects: [
      {
        test: {
          name: 'source',
          include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts', 'examples/**/*.test.ts'],
          exclude: ['**/node_modules/**', lookAtWhatIsPublished, lookAtPages],
          testTimeout: 20_000,
          maxWorkers,
        },
      },
      {
        test: {
          name: 'published',
          include: [lookAtWhatIsPublished],
          globalSetup: 'test/packed/global-setup.ts',
          testTimeout: 60_000,
          maxWorkers,
        },
      },
      {
        test: {
          name: 'pages',
          include: [lookAtPages],
          testTimeout: 60_000,
          // After all others, and alone: a tab that gets no processor for two seconds loses its turn to another.
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
