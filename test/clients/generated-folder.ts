import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const parent = fileURLToPath(new URL('.generated/', import.meta.url));

/**
 * Loads what a compiler writes, once for all tests: it takes longer than they do. It is written into a new folder, beside
 * the tests because it imports their packages, and removed when it has been loaded.
 *
 * @param write Resolves to the file that is to be loaded.
 */
export function loadedOnce<Module>(write: (folder: string) => Promise<string>): () => Promise<Module> {
  const load = async (): Promise<Module> => {
    await mkdir(parent, { recursive: true });
    const folder = await mkdtemp(join(parent, 'client-'));
    try {
      return await import(await write(folder));
    } finally {
      await rm(folder, { recursive: true });
    }
  };
  let loaded: Promise<Module> | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}
