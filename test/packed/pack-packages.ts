import { mkdir, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PublishedPackage } from './published.ts';
import { pnpm, repository, run } from './run.ts';

/** Builds and packs every package under `packages/` that is not private. */
export async function packPackages(folder: string): Promise<PublishedPackage[]> {
  const names = await publishableNames();
  const selection = names.map((name) => `--filter=${name}`);
  await pnpm('exec', 'turbo', 'run', 'build', ...selection, '--output-logs=errors-only');
  const { stdout } = await pnpm('-r', ...selection, 'pack', '--json', '--pack-destination', folder);
  const packed: { name: string; version: string; filename: string }[] = JSON.parse(stdout.slice(stdout.indexOf('[')));
  if (packed.length !== names.length) throw new Error(`Packed ${packed.length} of ${names.join(', ')}.`);
  return Promise.all(
    packed.map(async ({ name, version, filename: tarball }) => {
      const unpacked = join(folder, 'unpacked', name);
      await mkdir(unpacked, { recursive: true });
      await run('tar', ['-xzf', tarball, '-C', unpacked, '--strip-components=1']);
      const { exports = {} } = JSON.parse(await readFile(join(unpacked, 'package.json'), 'utf8'));
      const subpaths = Object.keys(exports).filter((path) => path !== './package.json');
      return { name, version, tarball, unpacked, specifiers: subpaths.map((path) => name + path.slice(1)) };
    }),
  );
}

async function publishableNames(): Promise<string[]> {
  const packages = join(repository, 'packages');
  const entries = await readdir(packages, { withFileTypes: true });
  const manifests = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory())
      .map(async ({ name }) => JSON.parse(await readFile(join(packages, name, 'package.json'), 'utf8'))),
  );
  return manifests.filter((manifest) => !manifest.private).map((manifest) => manifest.name);
}
