import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PublishedPackage } from './published.ts';
import { repository, run } from './run.ts';

/** Makes a project and installs the packed packages into it, with the peers they are developed against. */
export async function installConsumer(folder: string, packages: readonly PublishedPackage[]): Promise<string> {
  const consumer = join(folder, 'consumer');
  await mkdir(consumer);
  await writeFile(join(consumer, 'package.json'), JSON.stringify({ private: true }));
  for (const scripts of ['packed/consumer', 'runtimes/scripts']) {
    await cp(join(repository, 'test', scripts), consumer, { recursive: true });
  }
  const tarballs = packages.map(({ tarball }) => tarball);
  const options = ['--prefer-offline', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'];
  await run('npm', ['install', ...options, ...tarballs, ...(await peersOf(packages))], { cwd: consumer });
  return consumer;
}

/** `name@version` of every peer dependency that is not optional, in the version that is its package's dev dependency. */
async function peersOf(packages: readonly PublishedPackage[]): Promise<string[]> {
  const peers = new Map<string, string>();
  for (const { name } of packages) {
    const file = join(repository, 'packages', name.slice(name.indexOf('/') + 1), 'package.json');
    const manifest = JSON.parse(await readFile(file, 'utf8'));
    const { peerDependencies = {}, peerDependenciesMeta = {}, devDependencies = {} } = manifest;
    for (const peer of Object.keys(peerDependencies)) {
      if (!peerDependenciesMeta[peer]?.optional) peers.set(peer, devDependencies[peer]);
    }
  }
  return [...peers].map(([peer, version]) => `${peer}@${version}`);
}
