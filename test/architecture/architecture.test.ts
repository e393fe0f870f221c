import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { circleIn, packageImports } from './imports.ts';

const scope = '@token-refresher/';
const last = ['cli'];
const packages = fileURLToPath(new URL('../../packages/', import.meta.url));
const imports = packageImports();

/** What a package may import of this repository: core nothing, the last row anything but its own row, the others core. */
function allowed(name: string, others: readonly string[]): readonly string[] {
  if (name === 'core') return [];
  return last.includes(name) ? others.filter((other) => !last.includes(other)) : ['core'];
}

const names = readdirSync(packages);

test.each(names)('%s imports only what its row may import', (name) => {
  const manifest = JSON.parse(readFileSync(`${packages}${name}/package.json`, 'utf8'));
  const own = (entries: readonly string[]) => entries.filter((entry) => entry.startsWith(scope));
  const said = own(Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies }));
  const imported = imports.filter(({ file }) => file.startsWith(`packages/${name}/`)).map(({ target }) => target);
  expect(imported.length).toBeGreaterThan(0);
  const used = own(imported).map((target) => target.split('/').slice(0, 2).join('/'));
  const may = allowed(name, names).map((other) => scope + other);
  expect([...said, ...used].filter((target) => !may.includes(target))).toEqual([]);
  expect(imported.filter((target) => /^(?:\.\.|examples|test|bench)\b/.test(target))).toEqual([]);
  expect(
    imported.filter((target) => target.startsWith('packages/') && !target.startsWith(`packages/${name}/`)),
  ).toEqual([]);
});

test('no import goes round in a circle, types included', () => {
  expect(circleIn(imports)).toBeUndefined();
});

test('a circle would be seen', () => {
  const circle = [
    { file: 'a', target: 'b' },
    { file: 'b', target: 'c' },
    { file: 'c', target: 'b' },
  ];
  expect(circleIn(circle)).toEqual(['b', 'c', 'b']);
});
