import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { comparisonTable } from './comparison-table.ts';

test("the table in the package's README is what comes out, and the link does well throughout", async () => {
  const table = await comparisonTable();
  const readme = readFileSync(fileURLToPath(new URL('../../packages/apollo/README.md', import.meta.url)), 'utf8');
  expect(readme).toContain(table);
  const [, , ...lines] = table.split('\n').map((line) => line.split(' | '));
  expect(lines.map(([, apollo4, apollo3]) => [apollo4, apollo3])).toEqual(lines.map(() => ['yes', 'yes']));
});
