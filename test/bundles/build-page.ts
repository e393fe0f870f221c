import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appFolder, removeApp } from '../nextjs/app-folder.ts';
import { type Bundler, pageBundlers } from './page-bundlers.ts';

/** Where the pages are. */
export const examples = fileURLToPath(new URL('../../examples/', import.meta.url));

/** An example page, by its folder. */
export type Page = 'apollo-react' | 'urql-react';

/** Both. */
export const pages: readonly Page[] = ['apollo-react', 'urql-react'];

/**
 * Builds an example page for production, with the environment that this process has at that time. A server of static
 * files can serve `output` from `/`. Returns what the bundler says went wrong; empty when nothing did.
 */
export function buildPage(page: Page, bundler: Bundler, output: string): Promise<string> {
  const example = join(examples, page);
  return pageBundlers[bundler]({ example, source: example, output });
}

/** Builds the same page by Vite, whose entry has this code before anything else, and throws away what comes out. */
export async function buildPageWith(before: string, page: Page): Promise<string> {
  const example = join(examples, page);
  const work = await appFolder(`${page}-with`);
  const source = await sourceWith(before, example, join(work, 'source'));
  const errors = await pageBundlers.vite({ example, source, output: join(work, 'output') });
  await removeApp(work);
  return errors;
}

/** Another page with the same HTML, whose entry imports that of the example. */
async function sourceWith(before: string, example: string, folder: string): Promise<string> {
  const src = join(folder, 'src');
  await mkdir(src, { recursive: true });
  await writeFile(join(folder, 'index.html'), await readFile(join(example, 'index.html')));
  await writeFile(join(src, 'before.js'), before);
  await writeFile(
    join(src, 'main.tsx'),
    `import './before.js';\nimport '${relative(src, join(example, 'src/main.tsx'))}';\n`,
  );
  return folder;
}
