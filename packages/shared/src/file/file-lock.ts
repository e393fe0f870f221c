import {
  chmodSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { errorCode, leftoverName } from './file-names.ts';

/**
 * A lock that is a folder with one file in it, which is named by the lock's owner (32 hexadecimal digits) and is as old
 * as the owner has been silent. It comes into place by renaming a folder, which fails while the place holds a folder that is not empty; and it
 * goes by removing the owner's file, by name. So of several who take it over one gets it, and whoever wakes up late
 * removes nothing that is not its own.
 */
export interface FileLock {
  /** Whether `owner` has the lock now: it was free, or its owner has been silent for `silentMs`. */
  acquire(owner: string, silentMs: number): boolean;
  /** Tells that the owner is there. `false` when the lock was taken over. */
  extend(owner: string): boolean;
  release(owner: string): void;
}

/** What is in the place of a lock, and how long this process has seen it unchanged. */
interface Sighting {
  readonly what: string;
  readonly since: number;
}

/**
 * @param path Of the lock's folder. Its parent must exist. All methods throw what `node:fs` throws; `acquire` also ENOTDIR
 * and ENOTEMPTY when something in the place of the lock is of somebody else. It is left alone.
 */
export function createFileLock(path: string): FileLock {
  let sighting: Sighting | undefined;

  /** Ages are told by the wall clock, and, because that can be set back, by what this process has seen itself. */
  const isSilent = (entry: string, silentMs: number): boolean => {
    const { mtimeMs } = lstatSync(entry);
    const what = `${entry} ${mtimeMs}`;
    if (sighting?.what !== what) sighting = { what, since: performance.now() };
    return Date.now() - mtimeMs >= silentMs || performance.now() - sighting.since >= silentMs;
  };

  /** Whether nobody holds the lock; removes who has been silent. */
  const isFree = (silentMs: number): boolean => {
    let owners: string[];
    try {
      // The folder that a link leads to is somebody's.
      if (!lstatSync(path).isDirectory()) throw failure('ENOTDIR');
      owners = readdirSync(path);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return true;
      throw error;
    }
    if (!owners.every(isOwner)) throw failure('ENOTEMPTY');
    for (const owner of owners) {
      const entry = join(path, owner);
      try {
        if (!isSilent(entry, silentMs)) return false;
        unlinkSync(entry);
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') throw error;
      }
    }
    return true;
  };

  return {
    acquire(owner, silentMs) {
      if (!isFree(silentMs)) return false;
      const folder = leftoverName(path);
      mkdirSync(folder);
      try {
        chmodSync(folder, 0o700);
        writeFileSync(join(folder, owner), `${process.pid}\n`, { flag: 'wx', mode: 0o600 });
        touch(join(folder, owner));
        if (place(folder, path)) return true;
      } catch (error) {
        rmSync(folder, { recursive: true, force: true });
        throw error;
      }
      rmSync(folder, { recursive: true, force: true });
      return false;
    },
    extend(owner) {
      try {
        touch(join(path, owner));
        return true;
      } catch (error) {
        if (errorCode(error) === 'ENOENT') return false;
        throw error;
      }
    },
    release(owner) {
      try {
        unlinkSync(join(path, owner));
        rmdirSync(path);
      } catch (error) {
        // It was taken over, or is being taken.
        if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(errorCode(error))) throw error;
      }
    },
  };
}

/** Anything else in the place of a lock is not ours to remove. */
function isOwner(name: string): boolean {
  return /^[\da-f]{32}$/.test(name);
}

function failure(code: string): Error {
  return Object.assign(new Error('Something else is in the place of the lock.'), { code });
}

/** Renames a lock's folder to its place. Whether it came there. */
function place(folder: string, path: string): boolean {
  try {
    renameSync(folder, path);
    return true;
  } catch (error) {
    if (['ENOTEMPTY', 'EEXIST'].includes(errorCode(error))) return false;
    // Windows renames onto no folder, not even onto an empty one.
    if (!['EPERM', 'EACCES'].includes(errorCode(error)) || process.platform !== 'win32') throw error;
  }
  try {
    rmdirSync(path);
    renameSync(folder, path);
    return true;
  } catch {
    return false;
  }
}

/** By this machine's clock, whatever clock the file system has. */
function touch(path: string): void {
  const now = new Date();
  utimesSync(path, now, now);
}
