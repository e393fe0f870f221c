import { existsSync } from 'node:fs';
import { mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { inject } from 'vitest';

/**
 * The folder with what `build` has left, which runs once for all tests of a run that ask for the same name.
 *
 * @param build Builds into the folder that it is given; returns what went wrong.
 */
export async function builtOnce(name: string, build: (output: string) => Promise<string>): Promise<string> {
  const folder = join(inject('builds'), name);
  if (existsSync(folder)) return folder;
  // Under its name there are whole builds only.
  const work = await mkdtemp(`${folder}-`);
  const errors = await build(join(work, 'output'));
  if (errors) throw new Error(errors);
  await rename(join(work, 'output'), folder).catch((error: unknown) => {
    // A run beside this one was quicker.
    if (!existsSync(folder)) throw error;
  });
  await rm(work, { recursive: true });
  return folder;
}
