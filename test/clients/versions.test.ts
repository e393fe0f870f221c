import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { apps } from './apps.ts';
import { readme, versionsTable, withTable } from './versions-table.ts';

test('the table of versions in the README is what is installed', () => {
  const page = readFileSync(readme, 'utf8');
  const hint = 'Run `npx -y pnpm@10 --filter @token-refresher/test-clients run versions` and commit the README.';
  expect(page, hint).toBe(withTable(page));
});

test('every client has a row, and a page without a place for the table is an error', () => {
  const table = versionsTable();
  for (const { name } of apps) expect(table).toContain(`| ${name} | `);
  for (const name of ['Node.js', 'TypeScript', 'Apollo Client', 'graphql-ws', 'Firefox'])
    expect(table).toContain(`| ${name} | `);
  expect(() => withTable('# A page')).toThrow('lacks the markers');
});
