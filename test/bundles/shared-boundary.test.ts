import { join } from 'node:path';
import * as esbuild from 'esbuild';
import * as vite from 'vite';
import { expect, test } from 'vitest';
import webpack from 'webpack';
import { temporaryFolder } from '../../packages/shared/src/testing/temporary-folder.ts';
import { runCompiler } from './run-compiler.ts';
import { inOneLine } from './sentence.ts';

const sentence =
  'keeps tokens in files and databases of a server and must not be in a browser bundle. In pages, use sharedAcrossTabs of @token-refresher-core instead, and import this package only on your server.';
const entries = { '': 'sharedToken', '/file': 'fileToken', '/redis': 'redisToken' };
const importing = (entry: string, name: string) =>
  `import { ${name} } from '@token-refresher/shared${entry}'; globalThis.found = ${name};`;

/** The errors of one real build for browsers. */
const bundlers: Record<string, (code: string) => Promise<string>> = {
  esbuild: (contents) => bundle(contents, { platform: 'browser' }).then(() => '', String),
  vite: (code) => {
    const entry = 'virtual:page';
    const page: vite.Plugin = {
      name: 'page',
      resolveId: (id) => (id === entry ? join(import.meta.dirname, 'page.js') : null),
      load: (id) => (id.endsWith('page.js') ? code : null),
    };
    return vite
      .build({
        root: import.meta.dirname,
        configFile: false,
        logLevel: 'silent',
        plugins: [page],
        build: { write: false, rolldownOptions: { input: entry } },
      })
      .then(() => '', String);
  },
  webpack: async (code) => {
    const { folder, remove } = temporaryFolder();
    const entry = `data:text/javascript,${encodeURIComponent(code)}`;
    const settings = { mode: 'production', target: 'web', context: import.meta.dirname, entry } as const;
    const errors = await runCompiler((done) => webpack({ ...settings, output: { path: folder } }, done));
    remove();
    return errors;
  },
};

function bundle(contents: string, options: esbuild.BuildOptions): Promise<esbuild.BuildResult> {
  const stdin = { contents, resolveDir: import.meta.dirname };
  return esbuild.build({ stdin, bundle: true, write: false, logLevel: 'silent', ...options });
}

const cases = Object.keys(bundlers).flatMap((bundler) =>
  Object.entries(entries).map(([entry, name]) => [bundler, entry, name] as const),
);

test.each(cases)('%s builds no page with @token-refresher/shared%s, and says why', async (bundler, entry, name) => {
  const build = bundlers[bundler] ?? (async () => '');
  expect(inOneLine(await build(importing(entry, name)))).toContain(sentence);
});

test.each(Object.entries(entries))('servers can be built with @token-refresher/shared%s', async (entry, name) => {
  const options: esbuild.BuildOptions = { platform: 'node', format: 'esm' };
  const { outputFiles = [] } = await bundle(importing(entry, name), options);
  const usesFiles = /["'](?:node:)?fs["']/.test(outputFiles[0]?.text ?? '');
  expect(usesFiles).toBe(entry === '/file');
});

test('the main entry and Redis are for edge workers too', async () => {
  for (const [entry, name] of Object.entries(entries)) {
    if (entry === '/file') continue;
    const options: esbuild.BuildOptions = { platform: 'neutral', conditions: ['workerd', 'worker', 'browser'] };
    const { outputFiles = [] } = await bundle(importing(entry, name), options);
    expect(outputFiles[0]?.text).not.toMatch(/["']node:/);
  }
});
