import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readRatioOptions } from '../ratios/ratio-options.ts';
import { countsTable } from './counts-table.ts';
import { drawPicture } from './draw-picture.ts';
import { readResults } from './results.ts';

const read = (file: string) => readFileSync(new URL(file, import.meta.url), 'utf8');
const results = readResults();

test('the picture and the counts in the README are those of results.json', () => {
  expect(read('../picture.svg')).toBe(drawPicture(results));
  expect(read('../../README.md')).toContain(countsTable(results));
  expect(read('../../README.md')).toContain('(bench/picture.svg)');
});

test('what is pictured is there: all contestants, and every client with each kind of API', () => {
  const picture = drawPicture(results);
  expect(results.counts?.map(({ name }) => name)).toContain('token-refresher');
  for (const { name } of results.counts ?? []) expect(picture).toContain(name);
  expect(Object.keys(results.ratios ?? {}).sort()).toEqual(['Apollo Client', 'graphql-request', 'urql']);
  for (const [client, rows] of Object.entries(results.ratios ?? {})) {
    expect(new Set(rows.map(({ api }) => api))).toEqual(new Set(['graphql', 'fixed', 'fixed 14 kB']));
    expect(picture).toContain(client);
  }
});

test('what a ratio script is told', () => {
  expect(readRatioOptions([])).toEqual({ rounds: 400, against: undefined, save: false, withoutSockets: false });
  expect(readRatioOptions(['--rounds', '40', '--against', '/other', '--save'])).toEqual({
    rounds: 40,
    against: '/other',
    save: true,
    withoutSockets: false,
  });
  expect(readRatioOptions(['--without-sockets'])).toMatchObject({ save: false, withoutSockets: true });
  const figuresThatAreNoRatios = ['--without-sockets', '--save'];
  for (const args of [
    ['--rounds', '0'],
    ['--rounds', 'many'],
    ['--against', ''],
    ['--round', '3'],
    ['more'],
    figuresThatAreNoRatios,
  ]) {
    expect(() => readRatioOptions(args)).toThrow(TypeError);
  }
});
