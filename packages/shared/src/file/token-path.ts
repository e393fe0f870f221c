import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Reads the argument `path` of `fileToken`.
 *
 * @returns the absolute path of the file for a token's key.
 * @throws TypeError
 */
export function checkPath(path: string | URL | undefined): (key: string) => string {
  if (path === undefined) {
    const folder = cacheFolder();
    return (key) => join(folder, `${key}.json`);
  }
  const file = readPath(path);
  return () => file;
}

/** Two letters at least: `C://` is a drive. */
const isUrl = /^(?:file:|[a-z][a-z\d+.-]+:\/\/)/i;

function readPath(path: unknown): string {
  const file = pathOf(path);
  if (file !== undefined && !file.includes('\0')) return file;
  throw new TypeError('fileToken: path must be the path of a file, a file: URL, or undefined for the cache folder.');
}

function pathOf(path: unknown): string | undefined {
  // As a path, `file:///x` would be a folder called `file:`.
  if (!(path instanceof URL) && !(typeof path === 'string' && isUrl.test(path))) {
    return typeof path === 'string' && path !== '' ? resolve(path) : undefined;
  }
  // A URL knows no working directory: `file:x` would be in the root.
  if (typeof path === 'string' && /^file:(?!\/)/i.test(path)) return undefined;
  try {
    return fileURLToPath(path);
  } catch {
    return undefined;
  }
}

function cacheFolder(): string {
  const { XDG_CACHE_HOME: xdg, LOCALAPPDATA: local } = process.env;
  const base = { darwin: 'Library/Caches', win32: 'AppData/Local' }[process.platform as string] ?? '.cache';
  const named = process.platform === 'win32' ? local : xdg;
  // A relative one is to be ignored (XDG Base Directory Specification).
  if (named !== undefined && resolve(named) === named) return join(named, 'token-refresher');
  try {
    return join(homedir(), base, 'token-refresher');
  } catch {
    throw new TypeError('fileToken: path is needed, because this user has no home folder.');
  }
}
