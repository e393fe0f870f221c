import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where the recipes are written to as modules: beside this folder, so that they find its packages. */
export const recipeFolder = join(root, 'test', '.recipes');

/** The one `ts` block under each heading of the page. */
export function readRecipes(): ReadonlyMap<string, string> {
  const page = readFileSync(join(root, 'docs', 'recipes.md'), 'utf8');
  const sections = page.split(/^#{2,3} /m).slice(1);
  return new Map(
    sections.flatMap((section) => {
      const blocks = [...section.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map(([, code = '']) => code);
      if (blocks.length > 1) throw new Error(`Several blocks under "${section.split('\n')[0]}".`);
      return blocks.map((code): [string, string] => [section.split('\n')[0] ?? '', code]);
    }),
  );
}

export function fileOf(heading: string): string {
  return join(recipeFolder, `${heading.toLowerCase().replaceAll(/[^a-z\d]+/g, '-')}.ts`);
}

/** Writes every recipe as a module of its own. */
export function writeRecipes(recipes: ReadonlyMap<string, string>): void {
  rmSync(recipeFolder, { recursive: true, force: true });
  mkdirSync(recipeFolder);
  for (const [heading, code] of recipes) writeFileSync(fileOf(heading), code);
}
