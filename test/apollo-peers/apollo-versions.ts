import { cpSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type * as Apollo from '@apollo/client/core';
import type { TokenRefreshLink } from '@token-refresher/apollo';

/** The oldest and the newest of both major versions, by the name under which `test/package.json` has them. */
const versions = {
  '3.8.0': '@apollo/client-3.8',
  '3.14.1': '@apollo/client-3.14',
  '4.0.0': '@apollo/client-4.0',
  '4.3.8': '@apollo/client',
} as const;

/** A version of Apollo Client that the link supports. */
export type ApolloVersion = keyof typeof versions;

/** All of them. */
export const apolloVersions = Object.keys(versions) as ApolloVersion[];

/** Where the version is installed. */
export function packageOf(version: ApolloVersion): string {
  return realpathSync(join(nodeModules, versions[version]));
}

/** One version of Apollo Client, and the link beside it. Types are the newest version's. */
export interface ApolloWithLink {
  readonly version: ApolloVersion;
  readonly isVersion3: boolean;
  readonly core: typeof Apollo;
  readonly TokenRefreshLink: typeof TokenRefreshLink;
  /** Another entry point of the same version: `link/retry`. */
  entry<Module>(path: string): Promise<Module>;
}

const nodeModules = fileURLToPath(new URL('../node_modules/', import.meta.url));
const source = fileURLToPath(new URL('../../packages/apollo/src/', import.meta.url));

/**
 * Loads one version. The link's source is copied to where its import of Apollo finds that version; the core stays the one
 * that everybody has.
 */
export async function loadApollo(version: ApolloVersion): Promise<ApolloWithLink> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'token-refresh-link-')));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  cpSync(source, join(folder, 'src'), { recursive: true, filter: (path) => !path.endsWith('.test.ts') });
  for (const [target, link] of [
    [packageOf(version), '@apollo/client'],
    [realpathSync(join(nodeModules, '@token-refresher/core')), '@token-refresher/core'],
    [realpathSync(join(nodeModules, 'graphql')), 'graphql'],
  ] as const) {
    const path = join(folder, 'node_modules', link);
    mkdirSync(join(path, '..'), { recursive: true });
    symlinkSync(target, path);
  }
  const entry = async <Module>(path: string) => {
    const file = join(packageOf(version), path, 'index.js');
    return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Module;
  };
  const link = await import(/* @vite-ignore */ join(folder, 'src/index.ts'));
  return {
    version,
    isVersion3: version.startsWith('3.'),
    core: await entry('core'),
    TokenRefreshLink: link.TokenRefreshLink,
    entry,
  };
}
