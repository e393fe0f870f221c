import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { errorCode, leftoverName } from './file-names.ts';

const maxBytes = 65_536;
const othersMayUse = 0o077;
const isWindows = process.platform === 'win32';
/** A link is not followed, and a pipe not waited for. */
const readFlags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
/** A link (ELOOP, on BSD EMLINK), a socket, or a file that is not ours to read: it is replaced. */
const unreadable = ['ENOENT', 'ELOOP', 'EMLINK', 'ENXIO', 'EACCES', 'EPERM'];

/** What is in a file that only this user can have written and only this user can read; `undefined` for any other. */
export function readPrivateFile(path: string): string | undefined {
  let file: number;
  try {
    file = openSync(path, readFlags);
  } catch (error) {
    if (unreadable.includes(errorCode(error))) return undefined;
    throw error;
  }
  try {
    const status = fstatSync(file);
    if (status.isDirectory()) throw Object.assign(new Error('This is a folder.'), { code: 'EISDIR' });
    const isPrivate = isWindows || ((status.mode & othersMayUse) === 0 && status.uid === process.geteuid?.());
    if (!status.isFile() || !isPrivate || status.size > maxBytes) return undefined;
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

/**
 * Writes a file beside `path` that can be renamed to it: whole, and never open to others.
 *
 * @returns its path.
 */
export function writeBeside(path: string, text: string): string {
  const beside = leftoverName(path);
  const file = openSync(beside, 'wx', 0o600);
  try {
    // The process's umask may have taken away too much.
    fchmodSync(file, 0o600);
    writeFileSync(file, text);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return beside;
}

/** Creates a folder, with mode 0700 whatever the umask, if it is not there. Missing parents too. */
export function makePrivateFolder(folder: string): void {
  try {
    create(folder);
  } catch (error) {
    if (errorCode(error) !== 'ENOENT' || dirname(folder) === folder) throw error;
    makePrivateFolder(dirname(folder));
    create(folder);
  }
}

function create(folder: string): void {
  try {
    mkdirSync(folder, { mode: 0o700 });
    chmodSync(folder, 0o700);
  } catch (error) {
    if (errorCode(error) !== 'EEXIST') throw error;
  }
}
