import {
  chmodSync,
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
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
/** A crash of the machine can leave a file without its content, or with zero bytes instead. */
const nothing = /^\0*$/;

/**
 * What is in a file that may be replaced: `undefined` when there is none, and an empty text when its content is of no use,
 * because it is none, too long, or could have been written or read by others.
 *
 * @param isOwn Whether a text, or the beginning of one, is such as belongs into the file.
 * @throws what `node:fs` throws, such as ELOOP (BSD: EMLINK) for a link and EISDIR for a folder, and an error with the
 * code EFTYPE for anything else that does not belong there. It is somebody's and must stay.
 */
export function readPrivateFile(path: string, isOwn: (text: string) => boolean): string | undefined {
  let file: number;
  try {
    file = openSync(path, readFlags);
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw error;
  }
  try {
    const status = fstatSync(file);
    if (status.isDirectory()) throw failure('EISDIR', 'This is a folder.');
    if (!status.isFile()) throw failure('EFTYPE', 'This is not a file.');
    const isTooLong = status.size > maxBytes;
    const text = isTooLong ? beginningOf(file) : readFileSync(file, 'utf8');
    const isEmpty = !isTooLong && nothing.test(text);
    if (!isEmpty && !isOwn(text)) throw failure('EFTYPE', 'This file is of something else.');
    const isPrivate = isWindows || ((status.mode & othersMayUse) === 0 && status.uid === process.geteuid?.());
    return isEmpty || isTooLong || !isPrivate ? '' : text;
  } finally {
    closeSync(file);
  }
}

function beginningOf(file: number): string {
  const bytes = Buffer.alloc(1_024);
  return bytes.toString('utf8', 0, readSync(file, bytes));
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code });
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
