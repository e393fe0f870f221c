import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { rspack } from '@rspack/core';
import * as esbuild from 'esbuild';
import { EsbuildPlugin } from 'esbuild-loader';
import webpack from 'webpack';
import { productionEnvironment } from './production-environment.ts';
import { runCompiler } from './run-compiler.ts';

const { resolve } = createRequire(import.meta.url);
const viteCommand = join(dirname(resolve('vite/package.json')), 'bin/vite.js');

/** What builds a page. */
export type Bundler = 'vite' | 'webpack' | 'esbuild' | 'rspack';

/** All of them. */
export const bundlers: readonly Bundler[] = ['vite', 'webpack', 'esbuild', 'rspack'];

/** The folders of one build. */
export interface PageFolders {
  /** The example. */
  readonly example: string;
  /** Where `index.html` and `src/main.tsx` are: those of the example, or others. */
  readonly source: string;
  /** Where everything goes that browsers get. */
  readonly output: string;
}

/** One production build of each bundler. What went wrong; empty when nothing did. */
export const pageBundlers: Readonly<Record<Bundler, (folders: PageFolders) => Promise<string>>> = {
  async vite({ example, source, output }) {
    const options = ['--config', join(example, 'vite.config.ts'), '--outDir', output, '--logLevel', 'warn'];
    // Not in this process, which has Vitest's NODE_ENV.
    const build = promisify(execFile)(process.execPath, [viteCommand, 'build', source, ...options], {
      env: productionEnvironment(),
    });
    return build.then(
      () => '',
      ({ stdout, stderr }) => `${stdout} ${stderr}`,
    );
  },

  async esbuild({ source, output }) {
    const build = esbuild.build({
      entryPoints: [join(source, 'src/main.tsx')],
      bundle: true,
      minify: true,
      format: 'esm',
      target: 'es2022',
      outdir: output,
      logLevel: 'silent',
    });
    return build.then(
      () => writeHtml(source, output),
      (error: Error) => error.message,
    );
  },

  async webpack({ source, output }) {
    const options = { jsx: 'automatic', target: 'es2022' };
    const errors = await runCompiler((done) =>
      webpack(
        {
          mode: 'production',
          entry: join(source, 'src/main.tsx'),
          output: { path: output, filename: 'main.js', module: true },
          experiments: { outputModule: true, css: true },
          // Terser, its own choice, takes five times as long as everything else.
          optimization: { minimizer: [new EsbuildPlugin({ target: 'es2022', format: 'esm' })] },
          module: { rules: [{ test: /\.tsx?$/, loader: resolve('esbuild-loader'), options }] },
        },
        done,
      ),
    );
    return errors || writeHtml(source, output);
  },

  async rspack({ source, output }) {
    const options = {
      jsc: {
        parser: { syntax: 'typescript', tsx: true },
        transform: { react: { runtime: 'automatic' } },
        target: 'es2022',
      },
    };
    const errors = await runCompiler((done) =>
      rspack(
        {
          mode: 'production',
          entry: join(source, 'src/main.tsx'),
          output: { path: output, filename: 'main.js', module: true },
          module: {
            rules: [
              { test: /\.tsx?$/, loader: 'builtin:swc-loader', options },
              { test: /\.css$/, type: 'css' },
            ],
          },
        },
        done,
      ),
    );
    return errors || writeHtml(source, output);
  },
};

/** The page's own HTML with `main.css` and `main.js` in the place of its source. */
async function writeHtml(source: string, output: string): Promise<''> {
  const html = await readFile(join(source, 'index.html'), 'utf8');
  const built = html
    .replace('</head>', '  <link rel="stylesheet" href="/main.css" />\n  </head>')
    .replace('/src/main.tsx', '/main.js');
  await writeFile(join(output, 'index.html'), built);
  return '';
}
