import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'SECURITY.md'), 'utf8');
const rows = [...page.matchAll(/^\| (.+) \| \[(.+?)\]\((.+?)\): “(.+)” \|$/gm)].map(
  ([, promise = '', shown = '', file = '', name = '']) => ({ promise, shown, file, name }),
);

test('SECURITY.md names a test for each of its promises', () => {
  const [, table = ''] = page.split('| promise | test |\n|---|---|\n');
  const lines = table.split('\n').findIndex((line) => !line.startsWith('|'));
  expect(rows.length).toBe(lines);
  expect(rows.length).toBeGreaterThan(30);
});

test.each(rows)('the test that shows it exists: $promise', ({ shown, file, name }) => {
  expect(shown).toBe(file);
  expect(existsSync(join(root, file))).toBe(true);
  const source = readFileSync(join(root, file), 'utf8');
  // As the name of a test, which comes first in its call.
  const named = ["'", '"', '`'].some(
    (quote) =>
      source.includes(`(${quote}${name}${quote}`) || new RegExp(`\\(\\s+${escaped(quote + name + quote)}`).test(source),
  );
  expect(named, `${file} has no test “${name}”`).toBe(true);
});

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
