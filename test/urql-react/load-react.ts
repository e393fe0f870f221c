import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** React and urql as an application's bundle has them. */
export interface ReactWithUrql {
  readonly React: typeof import('react');
  readonly ReactDOM: typeof import('react-dom/client');
  readonly urql: typeof import('urql');
}

/** What stands for each package, by the names under which the versions are installed. */
export interface Versions {
  readonly react: string;
  readonly 'react-dom': string;
  readonly urql: string;
  readonly '@urql/core': string;
}

const folderOf = (name: string) => dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));

/** Bundles one combination of versions, each package once, as an application would. */
export async function loadReact(versions: Versions): Promise<ReactWithUrql> {
  const folder = mkdtempSync(join(tmpdir(), 'urql-react-'));
  try {
    const outfile = join(folder, 'bundle.cjs');
    await build({
      stdin: {
        contents: `export * as React from 'react'; export * as ReactDOM from 'react-dom/client'; export * as urql from 'urql';`,
        resolveDir: fileURLToPath(new URL('.', import.meta.url)),
      },
      alias: Object.fromEntries(Object.entries(versions).map(([name, installed]) => [name, folderOf(installed)])),
      define: { 'process.env.NODE_ENV': '"development"' },
      bundle: true,
      format: 'cjs',
      platform: 'browser',
      outfile,
      logLevel: 'error',
    });
    return (await import(pathToFileURL(outfile).href)).default;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
