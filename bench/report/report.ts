// Runs every measurement, or those that are named (`report size memory`), and writes what it prints into README.md, between
// the markers, so that no number there is typed; then draws the picture.
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
const readme = new URL('../README.md', import.meta.url);
const text = readFileSync(readme, 'utf8');
const [before, after] = [text.split(start)[0], text.split(end)[1]];
if (after === undefined) throw new Error(`README.md must have the lines ${start} and ${end}.`);
const machine = `On ${new Date().toISOString().slice(0, 10)}, with ${cpus().length} cores and Node ${process.version}:`;

/** Parts of names of those that are run; the others keep what they printed. */
const only = process.argv.slice(2);
const unknown = only.filter(
  (part) => !measurements.some((command) => command.some((word) => word.endsWith('.ts') && word.includes(part))),
);
if (unknown.length > 0) throw new Error(`There is no measurement with ${unknown.join(', ')} in its name.`);

const sections = measurements.map((command) => {
  const name = command.find((part) => part.endsWith('.ts'));
  const kept = only.length > 0 && !only.some((part) => name?.includes(part)) ? sectionOf(name) : undefined;
  if (kept !== undefined) return kept;
  console.log(`node ${command.join(' ')}`);
  const { stdout, status } = spawnSync(process.execPath, command, {
    stdio: ['ignore', 'pipe', 'inherit'],
    cwd: join(import.meta.dirname, '..'),
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`${name} ended with ${status}:\n${stdout}`);
  return `### ${name}\n\n${machine}\n\n\`\`\`text\n${stdout.trimEnd()}\n\`\`\`\n`;
});

function sectionOf(name: string | undefined): string | undefined {
  return text
    .split(/^(?=### |<!-- end)/m)
    .find((section) => section.startsWith(`### ${name}\n`))
    ?.trimEnd()
    .concat('\n');
}

writeFileSync(readme, `${before}${start}\n\n${sections.join('\n')}\n${end}${after}`);

await import('./picture.ts');
