import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';
import shared from '../../tsdown.config.ts';
import { signatures } from './signatures.ts';

export const repository = fileURLToPath(new URL('../../', import.meta.url));

interface Manifest {
  readonly name: string;
  readonly private?: boolean;
  readonly exports?: Readonly<Record<string, string | { readonly default: string }>>;
}

/** A package that is published and can be imported. */
export interface ApiPackage {
  /** Absolute path. */
  readonly folder: string;
  /** Absolute path of the committed report. */
  readonly report: string;
  /** Source files by what users import: `@token-refresher/core/bitquery` → `./src/bitquery.ts`. */
  readonly entries: ReadonlyMap<string, string>;
}

/** All packages that have a public API, whatever they are called. */
export function apiPackages(): ApiPackage[] {
  const packages = join(repository, 'packages');
  const folders = readdirSync(packages).filter((name) => existsSync(join(packages, name, 'package.json')));
  return folders.sort().flatMap((name) => {
    const folder = join(packages, name);
    const manifest: Manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const entries = Object.entries(manifest.exports ?? {})
      .filter(([path]) => path !== './package.json')
      .map(([path, to]) => [manifest.name + path.slice(1), typeof to === 'string' ? to : to.default] as const);
    if (manifest.private || entries.length === 0) return [];
    return [{ folder, report: join(repository, 'api', `${name}.d.ts`), entries: new Map(entries) }];
  });
}

/** What the report of a package has to say. Nothing is built or written for it. */
export async function apiReport({ folder, entries }: ApiPackage): Promise<string> {
  const modules: string[] = [];
  for (const [specifier, source] of entries) {
    modules.push(`declare module '${specifier}' {\n${signatures(await declarations(folder, source))}\n}\n`);
  }
  const heading = '// The public API, without its documentation. Written by `npx -y pnpm@10 api`.\n\n';
  return formatted(heading + modules.join('\n'));
}

/** Each entry is bundled alone: bundled together, they would share files with names that change. */
async function declarations(cwd: string, entry: string): Promise<string> {
  const dts = { oxc: true, emitDtsOnly: true };
  const options = { config: false, clean: false, write: false, logLevel: 'error' } as const;
  const bundles = await build({ ...shared, ...options, cwd, entry, format: 'esm', dts });
  const chunks = bundles.flatMap((bundle) => bundle.chunks).filter((chunk) => chunk.type === 'chunk');
  if (chunks.length !== 1 || !chunks[0]) throw new Error(`${entry} of ${cwd} has ${chunks.length} declaration files.`);
  return chunks[0].code;
}

function formatted(code: string): Promise<string> {
  const biome = join(repository, 'node_modules', '.bin', 'biome');
  return new Promise((resolve, reject) => {
    const child = execFile(biome, ['format', '--stdin-file-path=report.d.ts'], { cwd: repository }, (error, stdout) =>
      error ? reject(error) : resolve(stdout),
    );
    child.stdin?.end(code);
  });
}
