import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from 'vitest';
import { apiPackages, apiReport, repository } from './report.ts';
import { signatures } from './signatures.ts';

const packages = apiPackages().map((each) => ({ name: basename(each.folder), each }));
const hint = 'The public API has changed. If it should, run `npx -y pnpm@10 api` and commit what it writes to api/.';

test.each(packages)('the report of the public API of $name is current', async ({ each }) => {
  const committed = await readFile(each.report, 'utf8').catch(() => '');
  expect(committed, hint).toBe(await apiReport(each));
});

test('there is no report of a package that does not exist', async () => {
  const reports = await readdir(join(repository, 'api'));
  expect(reports.sort()).toEqual(packages.map(({ name }) => `${name}.d.ts`));
});

test('a report does not depend on comments and on the order of declarations', () => {
  const one = [
    'import { B } from "b";',
    'import { A } from "a";',
    '/** Some words. */',
    'interface Options {',
    '  /** In milliseconds. */',
    '  readonly limit?: number; // or none',
    '  readonly url: "https://example.com/*";',
    '}',
    'declare function read(a: A): string;',
    'declare function read(b: B, options: {',
    '  a: 1;',
    '}): Options;',
    'export { type Options, read };',
  ];
  const other = [
    'declare function read(a: A): string;',
    'declare function read(b: B, options: {',
    '  a: 1;',
    '}): Options;',
    'interface Options {',
    '  /**',
    '   * In seconds.',
    '   */',
    '  readonly limit?: number;',
    '  readonly url: "https://example.com/*";',
    '}',
    'import { A } from "a";',
    'import { B } from "b";',
    'export { read, type Options };',
  ];
  expect(signatures(one.join('\n'))).toBe(signatures(other.join('\n')));
  expect(signatures(one.join('\n')).split('\n')).toHaveLength(11);
});
