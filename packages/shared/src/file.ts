import type { FetchToken } from '@token-refresher/core';
import { shareToken } from './algorithm/share-token.ts';
import { checkOptions, type SharedTokenOptions } from './algorithm/shared-token-options.ts';
import { createFileStore } from './file/file-store.ts';
import { checkPath } from './file/token-path.ts';
import { isOwnText } from './record/is-own-text.ts';

/** Options of {@link fileToken}. */
export type FileTokenOptions = Omit<SharedTokenOptions, 'clock'>;

/**
 * Keeps a token in a file, for scripts, jobs of cron or CI, and the processes of one machine: they share one token, and
 * one of them fetches at a time.
 *
 * ```ts
 * const tokens = createTokenRefresher(fileToken(undefined, clientCredentials({ … })));
 * ```
 *
 * The file is created with mode 0600 and replaced as a whole; a missing folder is created with mode 0700. What this library
 * has written but cannot use (readable by others, of another client, version or key) is replaced, and so is an empty file.
 * Anything else in its place, such as a file of another program, a link, or a file that may not be read (as one of another
 * user is to all but root), is never read as a token nor replaced, and counts as a file that cannot be used. Beside it,
 * `….lease` and `….write` appear for the time of a token request and of a replacement.
 *
 * When the file cannot be used (a read-only folder, a full disk, a path that is a folder, something else in the file), the
 * token is fetched without it and `onEvent` is told; a source with `isRepeatable: false` is not asked, and
 * `temporarily_unavailable` is thrown, because two processes might present the same single-use refresh token. Otherwise it
 * works as `sharedToken` of `@token-refresher/shared`, and throws what that throws.
 *
 * Give the returned function to one token refresher. Worker threads and several token refreshers in a process count as
 * processes: each needs a `fileToken` of its own.
 *
 * @param path Where the file is, relative to the working directory, or a `file:` URL. With `undefined` it is in the user's
 * cache folder (`$XDG_CACHE_HOME` or `~/.cache`, `~/Library/Caches`, `%LOCALAPPDATA%`), in `token-refresher`, and named by
 * a hash of everything that makes the token what it is.
 * @param fetchToken Gets a new token, such as `clientCredentials({ … })` of `@token-refresher/server`. It is told which
 * token was rejected.
 * @throws TypeError when `path` or an option cannot be used, or `name` is missing and `fetchToken` does not say whose token
 * it gets.
 */
export function fileToken(
  path: string | URL | undefined,
  fetchToken: FetchToken,
  options: FileTokenOptions = {},
): FetchToken {
  const pathOf = checkPath(path);
  const settings = checkOptions('fileToken', fetchToken, options, []);
  return shareToken(createFileStore(pathOf, isOwnText), fetchToken, settings);
}
