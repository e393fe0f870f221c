import type { SharedTokenEvent } from '@token-refresher/shared';

type NotShared = Extract<SharedTokenEvent, { type: 'not-shared' }>;

/**
 * Why runs share no token, and what helps.
 *
 * @param path What `--cache-file` names; without it, the library chose the file.
 */
export function cacheFileFailure({ operation, code }: NotShared, path: string | undefined): string {
  const file = path === undefined ? 'the file in the cache folder' : `the cache file "${path}"`;
  const what = problem(operation, code, file);
  return `The token is not shared with other runs: ${what} (${operation}: ${code}).`;
}

function problem(operation: NotShared['operation'], code: string, file: string): string {
  const another = 'name another file by --cache-file';
  if (code === 'EFTYPE') {
    return `${file} is not one of this program, and is left alone; ${another}, or delete it if nobody needs it`;
  }
  if (code === 'EACCES' && operation === 'read') {
    return `${file} may not be read by this user, perhaps because another one, such as root, made it; ${another}, or delete it`;
  }
  if (operation === 'read') return `${file} cannot be used; ${another}`;
  if (code === 'timeout' || code === 'EBUSY') return `${file} is being used by others for too long`;
  if (code === 'ENOTDIR' || code === 'ENOTEMPTY') {
    const ending = operation === 'lease' ? '.lease' : '.write';
    return `what has the name of ${file} with ${ending} behind it is not of this program, and is left alone; ${another}, or delete it if nobody needs it`;
  }
  return `the folder of ${file} cannot be written to; ${another}`;
}
