import { randomBytes } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Far longer than anything here takes. */
const leftoverAfterMs = 60_000;

/** A name beside `path` for something that is to be renamed to it. */
export function leftoverName(path: string): string {
  return `${path}.${randomBytes(8).toString('hex')}.tmp`;
}

/** Removes what processes that were killed have left beside `path`, as far as possible. */
export function removeLeftovers(path: string): void {
  const folder = dirname(path);
  const prefix = `${basename(path)}.`;
  try {
    for (const name of readdirSync(folder)) {
      const rest = name.startsWith(prefix) ? name.slice(prefix.length) : '';
      if (!/^(?:lease\.|write\.)?[\da-f]{16}\.tmp$/.test(rest)) continue;
      const leftover = join(folder, name);
      if (Date.now() - statSync(leftover).mtimeMs >= leftoverAfterMs) rmSync(leftover, { recursive: true });
    }
  } catch {
    // Another process is removing them too.
  }
}

/** The system's code of an error, such as `ENOENT`. */
export function errorCode(error: unknown): string {
  return String((error as NodeJS.ErrnoException | undefined)?.code);
}
