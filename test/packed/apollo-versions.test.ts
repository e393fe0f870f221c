import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BuildOptions, build, transformSync } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ApolloVersion, apolloVersions, packageOf } from '../apollo-peers/apollo-versions.ts';
import { repository, run } from './run.ts';

const source = readFileSync(fileURLToPath(new URL('apollo-usage.ts.txt', import.meta.url)), 'utf8');
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
const root = realpathSync(mkdtempSync(join(tmpdir(), 'apollo-consumers-')));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const outcome = {
  data: { viewer: 'viewer' },
  sent: ['Bearer token1', 'Bearer token2'],
  isLinks: false,
  isApollos: true,
};

// The packages are built: packing them has done that, before any test of this project.
beforeAll(() => {
  for (const version of apolloVersions) makeConsumer(version);
});

function makeConsumer(version: ApolloVersion): void {
  const folder = join(root, version);
  const modules = join(folder, 'node_modules');
  for (const scope of ['@apollo', '@token-refresher']) mkdirSync(join(modules, scope), { recursive: true });
  for (const name of ['core', 'apollo']) {
    const from = join(repository, 'packages', name);
    const { publishConfig, ...manifest } = JSON.parse(readFileSync(join(from, 'package.json'), 'utf8'));
    cpSync(join(from, 'dist'), join(modules, '@token-refresher', name, 'dist'), { recursive: true });
    const published = JSON.stringify({ ...manifest, ...publishConfig });
    writeFileSync(join(modules, '@token-refresher', name, 'package.json'), published);
  }
  symlinkSync(packageOf(version), join(modules, '@apollo/client'));
  // What users have with any Apollo: its peers, in the same tree.
  for (const peer of ['graphql', 'rxjs'])
    symlinkSync(realpathSync(join(repository, 'test/node_modules', peer)), join(modules, peer));
  writeFileSync(join(folder, 'usage.mts'), source);
  writeFileSync(join(folder, 'usage.ts'), source);
  // Apollo 3 has its CommonJS under the folder's name only.
  writeFileSync(join(folder, 'usage.cts'), source.replaceAll('/core/index.js', '/core'));
}

describe.each(apolloVersions)('the built package beside Apollo Client %s', (version) => {
  const folder = join(root, version);

  const printed = async (file: string) => {
    const { stdout } = await run(process.execPath, [join(folder, file)]);
    return JSON.parse(stdout.slice(stdout.indexOf('{"data"'))) as unknown;
  };

  test('runs as a native ES module', async () => {
    writeFileSync(join(folder, 'native.mjs'), transformSync(source, { loader: 'ts', format: 'esm' }).code);
    expect(await printed('native.mjs')).toEqual(outcome);
  });

  test('runs as CommonJS', async () => {
    const code = source.replaceAll('/core/index.js', '/core');
    writeFileSync(join(folder, 'common.cjs'), transformSync(code, { loader: 'ts', format: 'cjs' }).code);
    expect(await printed('common.cjs')).toEqual(outcome);
  });

  test.each<[string, BuildOptions]>([
    ['a browser', { platform: 'browser', format: 'esm' }],
    ['Node', { platform: 'node', format: 'esm', mainFields: ['module', 'main'] }],
    ['CommonJS', { platform: 'node', format: 'cjs' }],
  ])('runs bundled for %s', async (name, options) => {
    const outfile = join(folder, `bundle-${name}.${options.format === 'cjs' ? 'cjs' : 'mjs'}`);
    const contents = source.replaceAll('/core/index.js', '/core');
    const stdin = { contents, resolveDir: folder, loader: 'ts' } as const;
    await build({ ...options, stdin, bundle: true, outfile, logLevel: 'silent' });
    // A bundler that prefers CommonJS gets Apollo 3 twice: no class in common, and no harm.
    const isTwice = name === 'CommonJS' && version.startsWith('3.');
    expect(await printed(outfile.slice(folder.length + 1))).toEqual({ ...outcome, isApollos: !isTwice });
  });
});

/** One compiler for all versions: most of its work is to read the declarations that they have in common. */
test.each([
  [['usage.mts', 'usage.cts'], { module: 'nodenext' }],
  [['usage.ts'], { module: 'esnext', moduleResolution: 'bundler' }],
])('%j compiles for its users, whatever their version', async (names, options) => {
  const types = { typeRoots: [join(repository, 'node_modules/@types')], types: ['node'], lib: ['es2023', 'dom'] };
  const compilerOptions = {
    target: 'es2022',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    ...types,
    ...options,
  };
  const files = apolloVersions.flatMap((version) => names.map((name) => join(version, name)));
  const config = join(root, `tsconfig.${names[0]}.json`);
  writeFileSync(config, JSON.stringify({ compilerOptions, files }));
  const said = run(process.execPath, [compiler, '-p', config, '--listFiles']);
  const { stdout, code = 0 }: { stdout: string; code?: unknown } = await said.catch((error) => error);
  expect(stdout.split('\n').filter((line) => /(?:^|: )error TS\d/.test(line))).toEqual([]);
  expect(code).toBe(0);
  // Each was compiled beside its own version.
  for (const version of apolloVersions) expect(stdout).toContain(join(packageOf(version), 'core'));
});
