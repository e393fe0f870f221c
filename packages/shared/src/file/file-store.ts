import { renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { randomOwner } from '../record/token-key.ts';
import type { TokenStore } from '../token-store.ts';
import { createFileLock, type FileLock } from './file-lock.ts';
import { errorCode, removeLeftovers } from './file-names.ts';
import { makePrivateFolder, readPrivateFile, writeBeside } from './private-file.ts';

/** How long a replacement may take. */
export interface WriteTimes {
  /** In milliseconds. A replacement takes less than one; whoever holds it up so long has been stopped or killed. */
  readonly lockMs: number;
  /** How often it is tried while others are writing, with 15 ms in between on average. */
  readonly maxTries: number;
}

const defaultTimes: WriteTimes = { lockMs: 500, maxTries: 80 };

interface Place {
  readonly path: string;
  readonly lease: FileLock;
  readonly writing: FileLock;
}

interface Swap {
  /** Path of the file that is to take the place. */
  readonly beside: string;
  readonly expected: string | undefined;
  readonly isOwn: (text: string) => boolean;
  /** Of the lock. */
  readonly owner: string;
  readonly lockMs: number;
}

/**
 * Tokens in files. Everything is done synchronously: a few small operations for each token request, and no callbacks that
 * a busy process would be late for.
 *
 * @param pathOf The absolute path for a key.
 * @param isOwn Whether a text is such as is saved here. A file with any other is left alone.
 * @param times For tests on machines that let a process stand still for seconds.
 */
export function createFileStore(
  pathOf: (key: string) => string,
  isOwn: (text: string) => boolean,
  { lockMs, maxTries }: WriteTimes = defaultTimes,
): TokenStore {
  const places = new Map<string, Place>();
  const placeOf = (key: string): Place => {
    const path = pathOf(key);
    const known = places.get(path);
    if (known) return known;
    const place = { path, lease: createFileLock(`${path}.lease`), writing: createFileLock(`${path}.write`) };
    places.set(path, place);
    return place;
  };

  return {
    read: async (key) => readPrivateFile(placeOf(key).path, isOwn),
    async replace(key, expected, text) {
      const place = placeOf(key);
      makePrivateFolder(dirname(place.path));
      const beside = writeBeside(place.path, text);
      const swap = { beside, expected, isOwn, owner: randomOwner(), lockMs };
      try {
        for (let tries = 0; tries < maxTries; tries++) {
          const outcome = tryToReplace(place, swap);
          if (outcome) return outcome === 'replaced';
          await wait(5 + Math.random() * 20);
        }
        throw Object.assign(new Error('The file cannot be replaced now.'), { code: 'EBUSY' });
      } finally {
        rmSync(beside, { force: true });
      }
    },
    async acquire(key, owner, leaseMs) {
      const { path, lease } = placeOf(key);
      makePrivateFolder(dirname(path));
      const isAcquired = lease.acquire(owner, leaseMs);
      if (isAcquired) removeLeftovers(path);
      return isAcquired;
    },
    extend: async (key, owner) => placeOf(key).lease.extend(owner),
    release: async (key, owner) => placeOf(key).lease.release(owner),
  };
}

/** `undefined` when it is to be tried again: others are writing, or, on Windows, reading. */
function tryToReplace({ path, writing }: Place, swap: Swap): 'replaced' | 'changed' | undefined {
  if (!writing.acquire(swap.owner, swap.lockMs)) return undefined;
  try {
    if (readPrivateFile(path, swap.isOwn) !== swap.expected) return 'changed';
    // A process that was stopped until here must not replace what came meanwhile.
    if (!writing.extend(swap.owner)) return undefined;
    renameSync(swap.beside, path);
    return 'replaced';
  } catch (error) {
    if (process.platform === 'win32' && ['EPERM', 'EACCES', 'EBUSY'].includes(errorCode(error))) return undefined;
    throw error;
  } finally {
    writing.release(swap.owner);
  }
}
