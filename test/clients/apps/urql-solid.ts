import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import type { ClientApp } from '../client-app.ts';
import { generatedFolder } from '../generated-folder.ts';

/** Solid's package for Node renders once and never again, so the page is bundled as for a browser. */
async function bundledPage(): Promise<{ file: string; remove(): Promise<void> }> {
  const folder = await generatedFolder();
  const file = `${folder}/viewer.mjs`;
  await esbuild.build({
    entryPoints: [fileURLToPath(new URL('solid/viewer.ts', import.meta.url))],
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    logLevel: 'silent',
  });
  return { file, remove: () => rm(folder, { recursive: true }) };
}

export const urqlSolid: ClientApp = {
  name: 'urql with Solid',
  by: 'urql',
  packages: ['@urql/solid', 'solid-js'],
  async start(stage) {
    const { file, remove } = await bundledPage();
    const { showViewer }: typeof import('./solid/viewer.ts') = await import(file);
    return { show: () => showViewer(stage), stop: remove };
  },
};
