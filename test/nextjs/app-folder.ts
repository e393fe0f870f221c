import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** A folder of its own in this workspace, for an app that is built by a test. Git does not see it. */
export async function appFolder(name: string): Promise<string> {
  const folder = join(import.meta.dirname, '.apps', name);
  await removeApp(folder);
  await mkdir(folder, { recursive: true });
  return folder;
}

/** Builds are large: for the end of the test. */
export function removeApp(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
