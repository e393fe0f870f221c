import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const parent = fileURLToPath(new URL('.generated/', import.meta.url));

/** A new folder for what compilers write; beside the tests, because what is written imports their packages. */
export async function generatedFolder(): Promise<string> {
  await mkdir(parent, { recursive: true });
  return mkdtemp(join(parent, 'client-'));
}
