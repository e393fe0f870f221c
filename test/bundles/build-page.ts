import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appFolder, removeApp } from '../nextjs/app-folder.ts';
import { type Bundler, pageBundlers } from './page-bundlers.ts';

const examples = fileURLToPath(new URL('../../examples/', import.meta.url));

/** An example page, by its folder. */
export type Page = 'apollo-react' | 'urql-react';

/** What differs from the example's own build. */
export interface BuildPageOptions {
  /** Code that the page imports from a file of its own, before anything else. */
  readonly before?: string;
}

/** What a build has left. */
export interface BuiltPage {
  /** All that browsers get, `index.html` and what it loads. A server of static files can serve it from `/`. */
  readonly folder: string;
  /** What the bundler says went wrong; empty when nothing did. */
  readonly errors: string;
  /** Builds are large: for the end of the test. */
  remove(): Promise<void>;
}

/** Builds an example page for production, with the environment that the test has at that time. */
export async function buildPage(page: Page, bundler: Bundler, { before }: BuildPageOptions = {}): Promise<BuiltPage> {
  const example = join(examples, page);
  const work = await appFolder(`${page}-${bundler}-${crypto.randomUUID()}`);
  const source = before === undefined ? example : await sourceWith(before, example, join(work, 'source'));
  const folder = join(work, 'output');
  const errors = await pageBundlers[bundler]({ example, source, work, output: folder });
  return { folder, errors, remove: () => removeApp(work) };
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
