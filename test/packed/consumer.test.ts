import { join } from 'node:path';
import { describe, expect, inject, test } from 'vitest';
import { locateOrSkip, nodes } from '../runtimes/runtimes.ts';
import { compile, type ProjectSetup } from './compile.ts';
import { run } from './run.ts';

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

const onNode = { module: 'nodenext', lib: ['ES2022'], types: ['node'] };
const inBrowser = {
  module: 'preserve',
  moduleResolution: 'bundler',
  lib: ['ES2022', 'DOM', 'DOM.Iterable'],
  types: [],
};

test.each<ProjectSetup>([
  { folder: 'nodenext-esm', extension: 'mts', compilerOptions: onNode },
  { folder: 'nodenext-commonjs', extension: 'cts', compilerOptions: onNode },
  { folder: 'bundler', extension: 'ts', compilerOptions: inBrowser },
])('the types compile in a strict project: $folder', async (setup) => {
  expect(await compile(published, setup)).toEqual([]);
});
