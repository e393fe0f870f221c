import { defineConfig } from 'vitest/config';

const lookAtWhatIsPublished = 'test/{packed,runtimes}/**/*.test.ts';

export default defineConfig({
  test: {
    dangerouslyIgnoreUnhandledErrors: false,
    projects: [
      {
        test: {
          name: 'source',
          include: ['packages/*/src/**/*.test.ts', 'test/**/*.test.ts', 'bench/**/*.test.ts', 'examples/**/*.test.ts'],
          exclude: ['**/node_modules/**', lookAtWhatIsPublished],
          testTimeout: 20_000,
        },
      },
      {
        test: {
          name: 'published',
          include: [lookAtWhatIsPublished],
          globalSetup: 'test/packed/global-setup.ts',
          testTimeout: 60_000,
        },
      },
    ],
  },
});
