import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const tsc = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));

/**
 * What the compiler says of the project in a folder: nothing, or its errors with paths from `cwd`. @throws Error when it did
 * not run to its end, because a compiler that is missing or was killed says nothing either.
 */
export async function printedByTsc(folder: string, cwd = folder): Promise<string> {
  const { stdout } = await promisify(execFile)(tsc, ['-p', folder, '--singleThreaded'], { cwd }).catch((failed) => {
    if (typeof failed.code !== 'number' || failed.stdout === '') throw failed;
    return failed;
  });
  return stdout;
}
