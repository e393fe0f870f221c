import { mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { transformSync } from 'esbuild';
import { describe, expect, inject, test } from 'vitest';
import { locateOrSkip, node20, nodes } from '../runtimes/runtimes.ts';
import { compile } from './compile.ts';
import { aboutOurs } from './errors-about-ours.ts';
import { repository, run } from './run.ts';

const require = createRequire(import.meta.url);
const published = inject('published');
const { packages, consumer } = published;
const specifiers = packages.flatMap((each) => each.specifiers);

/** Runs a script of the user's project and reads the JSON that it prints. It must have nothing else to say. */
async function runScript(node: string, script: string, ...args: string[]) {
  const { stdout, stderr } = await run(node, [join(consumer, script), ...args], { cwd: consumer, env: {} });
  expect(stderr).toBe('');
  return JSON.parse(stdout);
}

describe.each(nodes)('$name', (runtime) => {
  test('every entry loads as an ES module and by require, without a warning and with the same names', async ({
    skip,
  }) => {
    const node = await locateOrSkip(runtime, skip);
    const esm: Record<string, string[]> = await runScript(node, 'list-exports.mjs', 'esm', ...specifiers);
    const cjs: Record<string, string[]> = await runScript(node, 'list-exports.mjs', 'cjs', ...specifiers);
    expect(cjs).toEqual(esm);
    expect(Object.keys(esm)).toEqual(specifiers);
    for (const names of Object.values(esm)) expect(names).not.toEqual([]);
  });

  test('the command line runs, says what it needs, and knows what is missing for GraphiQL', async ({ skip }) => {
    const node = await locateOrSkip(runtime, skip);
    const program = join(consumer, 'node_modules/.bin/token-refresher');
    const { stdout } = await run(node, [program, '--version'], { cwd: consumer, env: {} });
    expect(stdout.trim()).toBe(packages.find(({ name }) => name === '@token-refresher/cli')?.version);
    const env = { BITQUERY_CLIENT_ID: 'id', BITQUERY_CLIENT_SECRET: 'secret' };
    const said = async (...args: string[]) => {
      const failure = await run(node, [program, ...args], { cwd: consumer, env }).catch((error: Error) => error);
      return (failure as { stderr: string }).stderr;
    };
    expect(await said('token')).toContain('TOKEN_ENDPOINT');
    expect(await said('proxy', '--preset', 'bitquery', '--graphiql')).toContain('npm install graphiql@3');
  });

  test('a refresher made by one copy of the core works with adapters that loaded another', async ({ skip }) => {
    const node = await locateOrSkip(runtime, skip);
    const works = {
      isOneCopy: false,
      tokens: ['first', 'second'],
      sent: ['Bearer first', 'Bearer second'],
      data: { echo: 'here' },
      code: 'invalid_client',
      isInstanceOfOwnCopy: true,
      isInstanceOfOtherCopy: false,
      isRecognized: [true, true],
    };
    expect(await runScript(node, 'two-copies.mjs')).toEqual({
      'esm refresher, cjs adapter': works,
      'cjs refresher, esm adapter': works,
    });
  });
});

function jestIn(folder: string): string[] {
  const jest = join(dirname(require.resolve('jest/package.json')), 'bin/jest.js');
  const folders = [`--rootDir=${folder}`, `--cacheDirectory=${folder}/.jest`];
  // Its own limit of 5 seconds for a test is too short on a busy machine.
  return [jest, '--ci', '--json', '--no-watchman', '--testTimeout=180000', ...folders];
}

test('every entry can be required under Jest on Node 20, and gets a token there', async ({ skip }) => {
  const node = await locateOrSkip(node20, skip);
  const { stdout } = await run(node, jestIn(consumer), {
    cwd: consumer,
    env: { SPECIFIERS: JSON.stringify(specifiers) },
  });
  expect(JSON.parse(stdout)).toMatchObject({
    success: true,
    numPassedTests: specifiers.length + 1,
    numTotalTestSuites: 1,
  });
});

test.each([
  { style: 'import', file: 'page.test.mjs', format: 'esm', flags: ['--experimental-vm-modules'] },
  { style: 'require', file: 'page.test.js', format: 'cjs', flags: [] },
] as const)('the test of the guide passes under Jest, as the guide says: $style', async ({ file, format, flags }) => {
  const guide = await readFile(join(repository, 'docs', 'testing.md'), 'utf8');
  expect(guide).toContain('name the file `….test.mjs`, and set `NODE_OPTIONS=--experimental-vm-modules`');
  const [, code = ''] = /^```ts\n(import assert[\s\S]*?)^```/m.exec(guide) ?? [];
  const { code: page } = transformSync(code.replace(/^import .* from 'node:test';/m, ''), { loader: 'ts', format });
  const folder = join(consumer, `guide-${format}`);
  await mkdir(folder);
  await writeFile(join(folder, 'package.json'), '{ "type": "commonjs" }');
  await writeFile(join(folder, file), page);
  const { stdout } = await run(process.execPath, [...flags, ...jestIn(folder)], { cwd: folder, env: {} });
  expect(JSON.parse(stdout)).toMatchObject({ success: true, numPassedTests: 2 });
});

const onNode = { module: 'nodenext', lib: ['ES2022'], types: ['node'] };
const inBrowser = {
  module: 'preserve',
  moduleResolution: 'bundler',
  lib: ['ES2022', 'DOM', 'DOM.Iterable'],
  types: [],
};

/** Where CommonJS cannot import ES modules. graphql-request 7 is one: such a project cannot have it, nor its adapter. */
const inNode16 = { extensions: ['cts'], compilerOptions: { ...onNode, module: 'node16' } } as const;

describe.each(['typescript', 'typescript-6', 'typescript-5'])(
  'the types compile with %s in a strict project',
  (compiler) => {
    test.each([
      { folder: 'nodenext', extensions: ['mts', 'cts'], compilerOptions: onNode },
      { folder: 'bundler', extensions: ['ts'], compilerOptions: inBrowser },
    ] as const)('$folder', async (setup) => {
      const folder = `${setup.folder}-${compiler}`;
      expect(
        aboutOurs(await compile(published, { ...setup, folder, compiler, specifiers, usage: 'usage.ts' })),
      ).toEqual([]);
    });

    test('node16-commonjs', async () => {
      const others = specifiers.filter((specifier) => specifier !== '@token-refresher/graphql-request');
      const setup = { ...inNode16, compiler, specifiers: others, usage: 'usage-server.ts' };
      expect(aboutOurs(await compile(published, { ...setup, folder: `node16-commonjs-${compiler}` }))).toEqual([]);
    });
  },
);

/** A declaration that needs a newer Node, or a browser's types, is an error here; so is one of another package's. */
test.each([
  ['node16-server', '@types/node'],
  ['node16-server-types-20', '@types/node-20'],
])('core and server need nothing but the types of Node: %s', async (folder, typesOfNode) => {
  const typeRoots = join(consumer, `${folder}-types`);
  await mkdir(typeRoots);
  await symlink(dirname(require.resolve(`${typesOfNode}/package.json`)), join(typeRoots, 'node'));
  const compilerOptions = { ...inNode16.compilerOptions, typeRoots: [typeRoots] };
  const two = ['@token-refresher/core', '@token-refresher/server'];
  const setup = { ...inNode16, folder, compilerOptions, specifiers: two, usage: 'usage-server.ts' };
  const errors = await compile(published, setup);
  expect(errors.filter((line) => !line.includes('/node_modules/@types/node/'))).toEqual([]);
});
