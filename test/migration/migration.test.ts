import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { compile } from './compile.ts';
import { page, readExamples } from './examples.ts';

const folder = fileURLToPath(new URL('../.migration/', import.meta.url));
const { shared, examples } = readExamples();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the page has four pairs, and the files that they import', () => {
  expect(shared.map(({ file }) => file)).toEqual(['fetch-token.ts', 'tokens.ts']);
  expect(examples.map(({ half }) => half)).toEqual(Array.from({ length: 4 }, () => ['before', 'after']).flat());
});

describe('both halves compile', () => {
  test.each([true, false])('with Apollo Client 3: %s', async (isForApollo3) => {
    const fitting = examples.filter((example) => example.isForApollo3 === isForApollo3);
    expect(await compile(join(folder, `types-${isForApollo3}`), { shared, examples: fitting })).toEqual([]);
  });
});

test('the table on the page is what comes out, and what comes after asks for no token too many', async () => {
  // As the page says it, and in half of the time that it takes among modules that a test has loaded.
  const script = fileURLToPath(new URL('print-counts.script.ts', import.meta.url));
  const { stdout: table } = await promisify(execFile)(process.execPath, [script]);
  expect(readFileSync(page, 'utf8')).toContain(table);
  const after = table.split('\n').filter((line) => line.startsWith('| after '));
  expect(after).toHaveLength(4);
  for (const line of after) expect(line).toBe('| after | 1 | 0 | 1 | 0 | 5 | 20 |');
}, 400_000);
