import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { versionsTable } from './versions.ts';

test("the README's table of versions is what the tests install", () => {
  const readme = readFileSync(fileURLToPath(new URL('../../README.md', import.meta.url)), 'utf8');
  expect(versionsTable()).toContain('| TypeScript |');
  expect(readme).toContain(versionsTable());
});
