import { readdir, readFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { filterProblems } from '@arethetypeswrong/core/problems';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';
import { beforeAll, describe, expect, inject, test } from 'vitest';
import { importedPackages } from './imported-packages.ts';
import type { PublishedPackage } from './published.ts';
import { repository } from './run.ts';
import { undocumentedNames } from './undocumented-names.ts';

/** What the CommonJS build holds of another project comes with that project's license. */
const notice = 'dist/oauth4webapi-notice.md';
const { packages, consumer } = inject('published');
const versions = new Map(packages.map(({ name, version }) => [name, version]));
/** All but the command line, which is a program. */
const libraries = packages.filter(({ specifiers }) => specifiers.length > 0);

async function filesOf(unpacked: string): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const entry of await readdir(unpacked, { recursive: true, withFileTypes: true })) {
    const path = join(entry.parentPath, entry.name);
    if (entry.isFile()) files.set(relative(unpacked, path).replaceAll('\\', '/'), await readFile(path, 'utf8'));
  }
  return files;
}

describe.each(packages)('$name', ({ name, tarball, unpacked }: PublishedPackage) => {
  /** Content by path, with forward slashes. */
  let files = new Map<string, string>();
  beforeAll(async () => {
    files = await filesOf(unpacked);
  });
  const manifest = () => JSON.parse(files.get('package.json') ?? '');

  test('publint has nothing to say', async () => {
    const { buffer } = new Uint8Array(await readFile(tarball));
    const { messages, pkg } = await publint({ pack: { tarball: buffer }, strict: true });
    expect(messages.map((message) => formatMessage(message, pkg, { color: false }))).toEqual([]);
  });

  test('it holds the built code, its types, what it says about itself, and nothing else', () => {
    const built = /^dist\/[\w-]+(?:\.mjs|\.cjs|\.d\.mts|\.d\.cts)$/;
    const others = [...files.keys()].filter((path) => !built.test(path) && path !== 'CHANGELOG.md').sort();
    const boundary =
      { '@token-refresher/server': ['browser.js', notice], '@token-refresher/shared': ['browser.js'] }[name] ?? [];
    expect(others).toEqual(['LICENSE', 'README.md', ...boundary, 'package.json']);
  });

  test('its manifest names nothing that serves the workspace alone, and lists the changelog among its files', () => {
    const { devDependencies, scripts, packageManager, private: isPrivate, publishConfig, ...others } = manifest();
    expect({ devDependencies, scripts, packageManager, isPrivate }).toEqual({});
    expect(publishConfig).toEqual({ access: 'public' });
    expect(others.files).toEqual(expect.arrayContaining(['CHANGELOG.md', 'dist']));
    const named = JSON.stringify(others).match(/@token-refresher\/[\w-]+/g) ?? [];
    expect(named.filter((each) => !versions.has(each))).toEqual([]);
  });

  test('its changelog begins with its version, or there is a changeset for its first one', async () => {
    const { version } = manifest();
    if (version !== '0.0.0') {
      expect(files.get('CHANGELOG.md')?.split('\n').slice(0, 3)).toEqual([`# ${name}`, '', `## ${version}`]);
      return;
    }
    const changesets = (await readdir(join(repository, '.changeset'))).filter((file) => file.endsWith('.md'));
    const texts = await Promise.all(changesets.map((file) => readFile(join(repository, '.changeset', file), 'utf8')));
    expect(texts.filter((text) => text.includes(`"${name}": minor`))).not.toEqual([]);
  });

  test('what it exports is there, and what is there is used', () => {
    const { exports, bin = {} } = manifest();
    const named: string[] = JSON.stringify([exports, bin]).match(/dist\/[\w.-]+/g) ?? [];
    expect(named.filter((path) => !files.has(path))).toEqual([]);
    const code = [...files.values()].join('\n');
    const isImported = (path: string) => code.includes(`"./${basename(path).replace(/\.d\.([mc])ts$/, '.$1js')}"`);
    const built = [...files.keys()].filter((path) => path.startsWith('dist/') && path !== notice);
    expect(built.filter((path) => !named.includes(path) && !isImported(path))).toEqual([]);
  });

  test('it depends on its sisters in their present versions, and supports Node from 20.19', () => {
    const { dependencies = {}, peerDependencies = {}, optionalDependencies = {}, engines } = manifest();
    const ranges: Record<string, string> = { ...dependencies, ...peerDependencies, ...optionalDependencies };
    for (const [dependency, range] of Object.entries(ranges)) {
      const version = versions.get(dependency);
      expect([dependency, range]).toEqual([
        dependency,
        version ? `^${version}` : expect.stringMatching(/^[\^>~]?=?\d/),
      ]);
    }
    expect(files.get('package.json')).not.toMatch(/(workspace|catalog|link|file):/);
    expect(engines).toEqual({ node: '>=20.19' });
  });

  test('it says where it comes from and under which license', () => {
    expect(manifest()).toMatchObject({ license: 'MIT', description: expect.stringMatching(/\w.*\.$/) });
    expect(manifest().keywords).toEqual(expect.arrayContaining(['graphql', 'oauth2']));
    expect(new Set(manifest().keywords).size).toBe(manifest().keywords.length);
    expect(files.get('LICENSE')).toContain('MIT License');
    expect(files.get('README.md')).toContain(name);
  });

  test('it imports only what it declares, and modules of Node only in programs, servers and where files are kept', () => {
    const { dependencies = {}, peerDependencies = {} } = manifest();
    const declared = Object.keys({ ...dependencies, ...peerDependencies });
    const needsNode = {
      '@token-refresher/shared': /^dist\/file\.[mc]js$/,
      '@token-refresher/testing': /^dist\/index\.[mc]js$/,
    };
    const isForNode = (path: string) =>
      Object.entries(needsNode).some(([each, file]) => each === name && file.test(path));
    const built = [...files].filter(([path]) => path.startsWith('dist/') && !isForNode(path));
    const found = built.flatMap(([, text]) => importedPackages(text));
    const isForProgram = (imported: string) => name === '@token-refresher/cli' && imported.startsWith('node:');
    const isFree = (imported: string) => declared.includes(imported) || isForProgram(imported);
    expect([...new Set(found)].filter((imported) => !isFree(imported))).toEqual([]);
  });

  test('no file names a path or a registry of the machine that packed it', () => {
    const registries = ['//registry.', process.env.npm_config_registry].filter((text) => text !== undefined);
    const places = [repository, homedir(), tmpdir()].map((path) => join(path, '/'));
    for (const [path, text] of files) {
      for (const trace of [...places, ...registries, 'file://', 'node_modules/.pnpm', 'sourceMappingURL']) {
        expect(text.includes(trace) ? `${path}: ${trace}` : '').toBe('');
      }
    }
  });
});

describe.each(libraries)('the types of $name', ({ name, tarball, unpacked }: PublishedPackage) => {
  test('agree with the code for ES modules, CommonJS and bundlers', async () => {
    const result = await checkPackage(createPackageFromTarballData(await readFile(tarball)));
    if (!result.types) throw new Error(`${name} has no types.`);
    const problems = (['node16-esm', 'node16-cjs', 'bundler'] as const).flatMap((resolutionKind) =>
      filterProblems(result, { resolutionKind }),
    );
    expect(problems).toEqual([]);
  });

  test('document every public name', async () => {
    const files = await filesOf(unpacked);
    const types = [...files].filter(([path]) => /\.d\.[mc]ts$/.test(path));
    expect(types.length).toBeGreaterThan(0);
    // Entry points of one package may share a file of declarations.
    const declarations = types.map(([, text]) => text).join('\n');
    for (const [path, text] of types) expect([path, undocumentedNames(text, declarations)]).toEqual([path, []]);
  });
});

test('the CommonJS build of the server package holds what it uses of oauth4webapi, beside its license', async () => {
  const server = packages.find(({ name }) => name === '@token-refresher/server')?.unpacked ?? '';
  expect(importedPackages(await readFile(join(server, 'dist/index.mjs'), 'utf8'))).toContain('oauth4webapi');
  for (const file of ['index.cjs', 'index.d.cts', 'index.d.mts']) {
    expect(importedPackages(await readFile(join(server, 'dist', file), 'utf8'))).not.toContain('oauth4webapi');
  }
  const license = await readFile(join(consumer, 'node_modules/oauth4webapi/LICENSE.md'), 'utf8');
  expect(license).toContain('Permission is hereby granted');
  expect(await readFile(join(server, notice), 'utf8')).toBe(license);
});

test('the documentation of an option reaches the types as it was written', async () => {
  const core = packages.find(({ name }) => name === '@token-refresher/core');
  for (const file of ['index.d.mts', 'index.d.cts']) {
    const types = await readFile(join(core?.unpacked ?? '', 'dist', file), 'utf8');
    expect(types).toContain(
      'Assumed life of a token that comes without an expiry, in milliseconds. Default: 3 600 000',
    );
    expect(types).toMatch(/Keeps one access token ready\.[\s\S]{1,400}\*\/\ndeclare function createTokenRefresher\(/);
  }
});
