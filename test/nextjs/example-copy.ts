import { cp, readFile, symlink, writeFile } from 'node:fs/promises';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { appFolder } from './app-folder.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
const example = join(root, 'examples/apollo-nextjs');
const isLeftOut = /^(?:node_modules|\.next|next-env\.d\.ts|.*\.test\.tsx?)$/;

/** A copy of the example, so that tests neither disturb one another nor somebody who runs it. */
export async function copyOfExample(name: string): Promise<string> {
  const folder = await appFolder(name);
  await cp(example, folder, { recursive: true, filter: (source) => !isLeftOut.test(basename(source)) });
  await symlink(join(example, 'node_modules'), join(folder, 'node_modules'));
  const config = join(folder, 'tsconfig.json');
  const base = join(relative(folder, root), 'tsconfig.base.json');
  await writeFile(config, (await readFile(config, 'utf8')).replace('../../tsconfig.base.json', base));
  return folder;
}
