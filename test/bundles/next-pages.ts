import { rename } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { removeApp } from '../nextjs/app-folder.ts';
import { appLikeExample, buildApp, nextConfig } from '../nextjs/small-app.ts';
import { examples, type Page } from './build-page.ts';

/**
 * Builds example pages as pages of one Next.js app, by Turbopack, each under its own name, and leaves in `output` what
 * browsers get. Returns what Next.js says went wrong; empty when nothing did.
 */
export async function buildNextPages(pages: readonly Page[], output: string): Promise<string> {
  const name = 'example-pages';
  const page = (page: Page) => {
    const main = relative(
      join(examples, '../test/nextjs/.apps', name, 'app', page),
      join(examples, page, 'src/main.tsx'),
    );
    return `'use client'; import { useEffect } from 'react';
      export default function Page() {
        useEffect(() => void import('${main}'), []);
        return <><link rel="icon" href="data:," /><div id="root" /></>;
      }`;
  };
  const app = await appLikeExample(name, {
    'next.config.mjs': nextConfig("output: 'export',"),
    ...Object.fromEntries(pages.map((each) => [`app/${each}/page.jsx`, page(each)])),
  });
  const errors = await buildApp(app, 'turbopack');
  if (errors === '') await rename(join(app, 'out'), output);
  await removeApp(app);
  return errors;
}
