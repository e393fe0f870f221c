import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appFolder } from './app-folder.ts';
import { nothingForLater } from './small-app.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const example = join(root, 'examples/apollo-nextjs');
const isLeftOut = /^(?:node_modules|\.next|next-env\.d\.ts|.*\.test\.tsx?)$/;

/** A copy of the example, so that tests neither disturb one another nor somebody who runs it. */
export async function copyOfExample(name: string): Promise<string> {
  const folder = await appFolder(name);
  await cp(example, folder, { recursive: true, filter: (source) => !isLeftOut.test(basename(source)) });
  await symlink(join(example, 'node_modules'), join(folder, 'node_modules'));
  await edit(join(folder, 'tsconfig.json'), '../../', `${relative(folder, root)}/`);
  // A token request that a test holds on a busy machine is not repeated.
  await edit(join(folder, 'lib/identities.ts'), '{ origins }', '{ origins, timeoutMs: 300_000 }');
  await edit(join(folder, 'next.config.mjs'), 'experimental: {', `experimental: { ${nothingForLater},`);
  return folder;
}

async function edit(file: string, from: string, to: string): Promise<void> {
  const text = await readFile(file, 'utf8');
  if (!text.includes(from)) throw new Error(`There is no "${from}" in ${file}.`);
  await writeFile(file, text.replace(from, to));
}
