import { mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { installConsumer } from './install-consumer.ts';
import { packPackages } from './pack-packages.ts';

/** Packs and installs the packages once, for all tests that look at what users get. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(await realpath(tmpdir()), 'published-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    const packages = await packPackages(folder);
    project.provide('published', { packages, consumer: await installConsumer(folder, packages) });
  } catch (error) {
    await remove();
    throw error;
  }
  return remove;
}
