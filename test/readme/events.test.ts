import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const read = (path: string) => readFileSync(fileURLToPath(new URL(`../../${path}`, import.meta.url)), 'utf8');

/** `refresh-failed.retryAt` and so on, as the public types have them. */
function typed(): string[] {
  const [, union = ''] = /\n {2}type TokenEvent =([\s\S]*?);\n {2}(?:type|interface)/.exec(read('api/core.d.ts')) ?? [];
  return union.split(/\n {4}\|/).flatMap((member) => {
    const [type = '', ...fields] = [...member.matchAll(/readonly (\w+): ([^;]+);/g)].map(([, name = '', of = '']) =>
      name === 'type' ? of.slice(1, -1) : name,
    );
    const told = fields.filter((name) => name !== 'at').map((name) => `${type}.${name}`);
    return type === '' ? [] : [type, ...told];
  });
}

/** The same as the page has them. */
function documented(): string[] {
  const table = read('docs/production.md').split('<!-- events -->')[1]?.split('<!-- end -->')[0] ?? '';
  const names = (cell = '') => [...cell.matchAll(/`([\w-]+)`/g)].map(([, name = '']) => name);
  let type = '';
  const rows = table.split('\n').filter((line) => line.startsWith('| '));
  return rows.slice(1).flatMap((row) => {
    const [, first, second] = row.split('|');
    const [named] = names(first);
    type = named ?? type;
    return [...(named ? [named] : []), ...names(second).map((field) => `${type}.${field}`)];
  });
}

test('the page about production has every type of event with every field, and no other', () => {
  expect(typed()).toContain('refresh-failed.retryAt');
  expect(documented().sort()).toEqual(typed().sort());
});
