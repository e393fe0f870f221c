import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Absolute path of a folder for what is built once, for all tests of a run. */
    builds: string;
  }
}

/**
 * Makes a folder for builds, which lives as long as this run. With `BUILDS_FOLDER` in the environment, builds stay there
 * for further runs; whoever has set it makes and removes it, and starts with an empty one when anything has changed.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env.BUILDS_FOLDER;
  const folder = given ?? (await mkdtemp(join(tmpdir(), 'builds-')));
  project.provide('builds', folder);
  return async () => {
    if (!given) await rm(folder, { recursive: true, force: true });
  };
}
