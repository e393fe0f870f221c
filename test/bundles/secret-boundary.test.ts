import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeResolve } from '@rollup/plugin-node-resolve';
import { rspack } from '@rspack/core';
import * as esbuild from 'esbuild';
import { rollup } from 'rollup';
import * as vite from 'vite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import webpack from 'webpack';
import { type CompilerCallback, runCompiler } from './run-compiler.ts';
import { inOneLine, sentence } from './sentence.ts';

const packageFolder = fileURLToPath(new URL('../../packages/server/', import.meta.url));
const manifest = JSON.parse(await readFile(join(packageFolder, 'package.json'), 'utf8'));

/** Ways to import the package. In a folder without `"type": "module"`, webpack treats `.js` more leniently than `.mjs`. */
const importers = {
  'named.mjs': "import { clientCredentials } from '@token-refresher/server'; globalThis.found = clientCredentials;",
  'named.js': "import { clientCredentials } from '@token-refresher/server'; globalThis.found = clientCredentials;",
  'namespace.mjs': "import * as server from '@token-refresher/server'; globalThis.found = server;",
  'namespace.js': "import * as server from '@token-refresher/server'; globalThis.found = server;",
  'bare.mjs': "import '@token-refresher/server';",
  'dynamic.mjs': "globalThis.found = import('@token-refresher/server');",
  'require.cjs': "globalThis.found = require('@token-refresher/server');",
};

/** A folder in which the package is installed as it is published, with a marker in the place of its code. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secret-boundary-'));
  const installed = join(folder, 'node_modules/@token-refresher/server');
  await mkdir(join(installed, 'dist'), { recursive: true });
  const published = { ...manifest, exports: manifest.publishConfig.exports };
  await writeFile(join(installed, 'package.json'), JSON.stringify(published));
  await cp(join(packageFolder, 'browser.js'), join(installed, 'browser.js'));
  await writeFile(join(installed, 'dist/index.mjs'), "export const clientCredentials = 'the real code';");
  await writeFile(join(installed, 'dist/index.cjs'), "exports.clientCredentials = 'the real code';");
  await writeFile(join(folder, 'package.json'), '{}');
  for (const [name, code] of Object.entries(importers)) await writeFile(join(folder, name), code);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

type Target = 'browser' | 'react-native' | 'node' | 'workerd' | 'edge-light' | 'deno' | 'bun';

/** The conditions that a bundler for this target sets. Bundlers for workers set `browser` too. */
const conditionsOf = (target: Target) =>
  ['browser', 'node', 'react-native'].includes(target) ? [target] : [target, 'worker', 'browser'];

interface Built {
  /** What the bundler reports as errors; empty when the build passed. */
  readonly errors: string;
  readonly code: string;
}

/** One real build of each bundler. */
const bundlers: Record<string, (file: string, target: Target) => Promise<Built>> = {
  esbuild: async (file, target) => {
    const platform = target === 'browser' || target === 'node' ? target : 'neutral';
    const own = platform === 'neutral' && { conditions: conditionsOf(target) };
    return esbuild
      .build({ entryPoints: [file], bundle: true, write: false, logLevel: 'silent', platform, ...own })
      .then(
        ({ outputFiles }) => ({ errors: '', code: outputFiles.map(({ text }) => text).join('\n') }),
        (error: Error) => ({ errors: error.message, code: '' }),
      );
  },
  vite: async (file, target) => {
    const ssr = target !== 'browser';
    const conditions = conditionsOf(target);
    const built = vite.build({
      root: folder,
      configFile: false,
      logLevel: 'silent',
      resolve: { conditions },
      ssr: { noExternal: true, resolve: { conditions } },
      build: { write: false, ssr, minify: false, rolldownOptions: { input: file } },
    });
    return built.then(
      (output) => ({ errors: '', code: JSON.stringify(output) }),
      (error: Error) => ({ errors: error.message, code: '' }),
    );
  },
  rollup: async (file, target) => {
    const isBrowser = target === 'browser';
    const build = async () => {
      const bundle = await rollup({
        input: file,
        logLevel: 'silent',
        plugins: [nodeResolve(isBrowser ? { browser: true } : { exportConditions: conditionsOf(target) })],
      });
      const { output } = await bundle.generate({ format: 'es' });
      return output.map((chunk) => ('code' in chunk ? chunk.code : '')).join('\n');
    };
    return build().then(
      (code) => ({ errors: '', code }),
      (error: Error) => ({ errors: error.message, code: '' }),
    );
  },
  webpack: (file, target) => packWith((config, done) => webpack(config, done), file, target),
  rspack: (file, target) => packWith((config, done) => rspack(config, done), file, target),
};

interface PackConfig {
  mode: 'production';
  context: string;
  entry: string;
  target: 'web' | 'node';
  output: { path: string; filename: string };
  resolve?: { conditionNames: string[] };
}

/** webpack and Rspack take the same configuration. */
async function packWith(
  pack: (config: PackConfig, done: CompilerCallback) => unknown,
  file: string,
  target: Target,
): Promise<Built> {
  const output = { path: await mkdtemp(join(folder, 'out-')), filename: 'out.js' };
  const config: PackConfig = {
    mode: 'production',
    context: folder,
    entry: file,
    target: target === 'node' ? 'node' : 'web',
    output,
    ...(target !== 'node' && target !== 'browser' && { resolve: { conditionNames: [...conditionsOf(target), '...'] } }),
  };
  const errors = await runCompiler((done) => pack(config, done));
  return { errors, code: errors ? '' : await readFile(join(output.path, output.filename), 'utf8') };
}

describe.each(Object.entries(bundlers))('%s', (name, build) => {
  // rollup reads ES modules only.
  const known = Object.keys(importers).filter((file) => name !== 'rollup' || !file.endsWith('.cjs'));

  test.each(known)('fails a browser build of %s and says why and what to do', async (file) => {
    const { errors } = await build(join(folder, file), 'browser');
    expect(inOneLine(errors)).toContain(sentence);
  });

  test('fails a React Native build and says why and what to do', async () => {
    const { errors } = await build(join(folder, 'named.mjs'), 'react-native');
    expect(inOneLine(errors)).toContain(sentence);
  });

  test.each<Target>(['node', 'workerd', 'edge-light', 'deno', 'bun'])(
    'builds for %s with the real code',
    async (target) => {
      for (const file of known.filter((file) => ['named.mjs', 'require.cjs'].includes(file))) {
        const { errors, code } = await build(join(folder, file), target);
        expect(errors).toBe('');
        expect(code).toContain('the real code');
      }
    },
  );
});

test('the package in this repository has the same boundary as the published one', async () => {
  const published = manifest.publishConfig.exports['.'];
  const conditions = ['types', ...Object.keys(manifest.exports['.'])];
  expect(Object.keys(published.import)).toEqual(conditions);
  expect(Object.keys(published.require)).toEqual(conditions);
  expect(manifest.files).toContain('browser.js');

  const bundle = (platform: esbuild.Platform, conditions: string[]) =>
    esbuild.build({
      stdin: { contents: importers['named.mjs'], resolveDir: import.meta.dirname },
      bundle: true,
      write: false,
      logLevel: 'silent',
      platform,
      conditions,
    });
  await expect(bundle('browser', [])).rejects.toThrow(sentence);
  for (const conditions of [['workerd', 'worker', 'browser'], ['node']]) {
    const { outputFiles } = await bundle('neutral', conditions);
    expect(outputFiles[0]?.text).toContain('client_credentials');
    expect(outputFiles[0]?.text).not.toMatch(/["']node:/);
  }
});
