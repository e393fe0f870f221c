// Runs every measurement and writes what it prints into README.md, between the markers, so that no number there is typed;
// then draws the picture.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { join } from 'node:path';

const measurements = [
  ['counts/counts.ts', '--save'],
  ['thirty-days/thirty-days.ts'],
  ['ratios/warm-path.ts'],
  ['ratios/graphql-request-ratio.ts', '--save'],
  ['ratios/apollo-ratio.ts', '--save'],
  ['ratios/urql-ratio.ts', '--save'],
  ['ratios/response-ways.ts'],
  ['shared/shared.ts'],
  ['shared/shared-fleet.ts'],
  ['size/size.ts'],
  ['--expose-gc', 'process/memory.ts'],
];

const [start, end] = ['<!-- printed by report/report.ts -->', '<!-- end -->'];

const sections = measurements.map((command) => {
  const name = command.find((part) => part.endsWith('.ts'));
  console.log(`node ${command.join(' ')}`);
  const { stdout, status } = spawnSync(process.execPath, command, {
    cwd: join(import.meta.dirname, '..'),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${name} ended with ${status}:\n${stdout}`);
  return `### ${name}\n\n\`\`\`text\n${stdout.trimEnd()}\n\`\`\`\n`;
});

const readme = new URL('../README.md', import.meta.url);
const text = readFileSync(readme, 'utf8');
const [before, after] = [text.split(start)[0], text.split(end)[1]];
if (after === undefined) throw new Error(`README.md must have the lines ${start} and ${end}.`);
const day = new Date().toISOString().slice(0, 10);
const machine = `On ${day}, with ${cpus().length} cores and Node ${process.version}:`;
writeFileSync(readme, `${before}${start}\n\n${machine}\n\n${sections.join('\n')}\n${end}${after}`);

await import('./picture.ts');
