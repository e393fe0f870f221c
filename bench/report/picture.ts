// Draws picture.svg from results.json, and writes its counts into the README at the root, between the markers.
import { readFileSync, writeFileSync } from 'node:fs';
import { countsTable } from './counts-table.ts';
import { drawPicture } from './draw-picture.ts';
import { readResults } from './results.ts';

const results = readResults();
writeFileSync(new URL('../picture.svg', import.meta.url), drawPicture(results));

const readme = new URL('../../README.md', import.meta.url);
const [start, end] = ['<!-- printed by bench/report/picture.ts -->', '<!-- end -->'];
const text = readFileSync(readme, 'utf8');
const [before, after] = [text.split(start)[0], text.split(end)[1]];
if (after === undefined) throw new Error(`README.md must have the lines ${start} and ${end}.`);
writeFileSync(readme, `${before}${start}\n\n${countsTable(results)}\n\n${end}${after}`);
