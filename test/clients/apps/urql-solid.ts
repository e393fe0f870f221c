import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import type { ClientApp } from '../client-app.ts';
import { loadedOnce } from '../generated-folder.ts';

/** Solid's package for Node renders once and never again, so the page is bundled as for a browser. */
const loadPage = loadedOnce<typeof import('./solid/viewer.ts')>(async (folder) => {
  const file = `${folder}/viewer.mjs`;
  await esbuild.build({
    entryPoints: [fileURLToPath(new URL('solid/viewer.ts', import.meta.url))],
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'browser',
    logLevel: 'silent',
  });
  return file;
});

export const urqlSolid: ClientApp = {
  name: 'urql with Solid',
  by: 'urql',
  packages: ['@urql/solid', 'solid-js'],
  async start(stage) {
    const { showViewer } = await loadPage();
    return { show: () => showViewer(stage) };
  },
};
