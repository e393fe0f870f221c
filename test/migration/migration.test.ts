import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { compile } from './compile.ts';
import { countsTable } from './counts-table.ts';
import { page, readExamples } from './examples.ts';

const folder = fileURLToPath(new URL('../.migration/', import.meta.url));
const { shared, examples } = readExamples();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the page has four pairs, and the files that they import', () => {
  expect(shared.map(({ file }) => file)).toEqual(['fetch-token.ts', 'tokens.ts']);
  expect(examples.map(({ half }) => half)).toEqual(Array.from({ length: 4 }, () => ['before', 'after']).flat());
});

describe('both halves compile', () => {
  test.each([true, false])(
    'with Apollo Client 3: %s',
    async (isForApollo3) => {
      const fitting = examples.filter((example) => example.isForApollo3 === isForApollo3);
      expect(await compile(join(folder, `types-${isForApollo3}`), { shared, examples: fitting })).toEqual([]);
    },
    180_000,
  );
});

test('the table on the page is what comes out, and what comes after asks for no token too many', async () => {
  const table = await countsTable();
  expect(readFileSync(page, 'utf8')).toContain(table);
  const after = table.split('\n').filter((line) => line.startsWith('| after '));
  expect(after).toHaveLength(4);
  for (const line of after) expect(line).toBe('| after | 1 | 0 | 1 | 0 | 5 | 20 |');
}, 400_000);
