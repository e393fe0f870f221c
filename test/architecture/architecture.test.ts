import { globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { functionsIn, packageFunctions } from './functions.ts';
import { betweenRooms, circleIn, importsIn, packageImports } from './imports.ts';

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

test('nothing that applications import prints, except where a withheld token is told', () => {
  const sources = globSync('*/src/**/*.ts', { cwd: packages })
    .map((file) => `packages/${file}`)
    .filter((file) => !/\.test\.ts$|\/src\/(?:.+\/)?testing\/|^packages\/cli\//.test(file));
  const printing = sources.filter((file) => {
    const code = readFileSync(`${packages}../${file}`, 'utf8').replaceAll(/\/\*[\s\S]*?\*\/|\/\/.*/g, '');
    return /\bconsole\b|\bprocess\.(?:stdout|stderr|emitWarning)\b|\balert\(/.test(code);
  });
  expect(printing).toEqual(['packages/core/src/refresher/events/warn-withheld.ts']);
  const lint = JSON.parse(readFileSync(`${packages}../biome.json`, 'utf8')) as Lint;
  const exempt = lint.overrides
    .filter(({ linter }) => linter?.rules?.suspicious?.noConsole === 'off')
    .flatMap(({ includes }) => includes)
    .filter((path) => path.startsWith('packages/') && !path.startsWith('packages/cli/'));
  expect(exempt).toEqual(printing);
});

interface Lint {
  readonly overrides: readonly {
    readonly includes: readonly string[];
    readonly linter?: { readonly rules?: { readonly suspicious?: { readonly noConsole?: string } } };
  }[];
}

test('no import goes round in a circle, types included', () => {
  expect(circleIn(imports)).toBeUndefined();
});

test('no two rooms of a package import each other, not even by way of a third', () => {
  expect(circleIn(betweenRooms(imports))).toBeUndefined();
});

test('a circle between rooms would be seen', () => {
  const circle = [
    { file: 'packages/x/src/one/a.ts', target: 'packages/x/src/two/b.ts' },
    { file: 'packages/x/src/two/c.ts', target: 'packages/x/src/one/d.ts' },
  ];
  expect(circleIn(circle)).toBeUndefined();
  expect(circleIn(betweenRooms(circle))).toEqual(['packages/x/src/one', 'packages/x/src/two', 'packages/x/src/one']);
});

const maxFiles = 12;

test(`no room of the packages holds more than ${maxFiles} files, without their tests`, () => {
  const count = new Map<string, number>();
  for (const file of globSync('*/src/**/*.ts', { cwd: packages })) {
    if (!file.endsWith('.test.ts')) count.set(dirname(file), (count.get(dirname(file)) ?? 0) + 1);
  }
  expect(count.size).toBeGreaterThan(names.length);
  expect([...count].filter(([, files]) => files > maxFiles)).toEqual([]);
});

test('a circle would be seen', () => {
  const circle = [
    { file: 'a', target: 'b' },
    { file: 'b', target: 'c' },
    { file: 'c', target: 'b' },
  ];
  expect(circleIn(circle)).toEqual(['b', 'c', 'b']);
});

test('an import is seen in whatever way it is written', () => {
  const code = `
    import type { A } from './a.ts';
    import './b.ts';
    export * from './c.ts';
    const d: typeof import('./d.ts') = await import('../d.ts');
    const e = require('e');
    import f = require('f');
    // import './comment.ts';
    const text = "import './text.ts'";
  `;
  expect(importsIn('packages/x/src/x.ts', code)).toEqual(
    [
      'packages/x/src/a.ts',
      'packages/x/src/b.ts',
      'packages/x/src/c.ts',
      'packages/x/src/d.ts',
      'packages/x/d.ts',
      'e',
      'f',
    ].map((target) => ({ file: 'packages/x/src/x.ts', target })),
  );
});

const maxLines = 80;

test(`no function of the packages is longer than ${maxLines} lines`, () => {
  const functions = packageFunctions();
  expect(functions.length).toBeGreaterThan(500);
  expect(functions.filter(({ lines }) => lines > maxLines)).toEqual([]);
});

test('functions are measured in whatever way they are written', () => {
  const code = `/** Not
counted. */
export function one() {
  const two = () => {
    three();
  };
}
class Three {
  get four() {
    return 4;
  }
}
`;
  const lines = functionsIn('x.ts', code).map(({ line, lines }) => [line, lines]);
  expect(lines).toEqual([
    [3, 5],
    [4, 3],
    [9, 3],
  ]);
});

test('every adapter has a file that tries its promises', () => {
  const contract = fileURLToPath(new URL('../contract/', import.meta.url));
  for (const file of readdirSync(`${contract}rows`)) {
    const test = readFileSync(`${contract}${file.replace(/\.ts$/, '.test.ts')}`, 'utf8');
    expect(test).toContain(`'./rows/${file}'`);
  }
});
