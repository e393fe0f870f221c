import { expect, test } from 'vitest';
import { cacheFileFailure } from './cache-file-failure.ts';

test.each([
  ['read', 'EFTYPE', 'the cache file "a" is not one of this program, and is left alone; name another .* or delete it'],
  ['save', 'EFTYPE', 'the cache file "a" is not one of this program, and is left alone; name another .* or delete it'],
  ['read', 'EACCES', 'the cache file "a" may not be read by this user, .*; name another file .*, or delete it'],
  ['read', 'EISDIR', 'the cache file "a" cannot be used; name another file by --cache-file'],
  ['lease', 'EROFS', 'the folder of the cache file "a" cannot be written to; name another file by --cache-file'],
  ['save', 'ENOSPC', 'the folder of the cache file "a" cannot be written to; name another file by --cache-file'],
  ['lease', 'ENOTEMPTY', 'the cache file "a" with .lease behind it is not of this program, .* or delete it'],
  ['save', 'ENOTDIR', 'the cache file "a" with .write behind it is not of this program, .* or delete it'],
  ['save', 'EBUSY', 'the cache file "a" is being used by others for too long'],
] as const)('%s: %s', (operation, code, said) => {
  expect(cacheFileFailure({ type: 'not-shared', at: 0, operation, code }, 'a')).toMatch(
    new RegExp(`^The token is not shared with other runs: .*${said}.* \\(${operation}: ${code}\\)\\.$`),
  );
});

test('without --cache-file the file is the one in the cache folder', () => {
  const failure = { type: 'not-shared', at: 0, operation: 'lease', code: 'EROFS' } as const;
  expect(cacheFileFailure(failure, undefined)).toContain(
    'the folder of the file in the cache folder cannot be written',
  );
});
