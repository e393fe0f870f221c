// Changes the code one place at a time and looks whether tests notice: `--package server --sample 0.1 --seed 1` writes what
// was run and what survived to mutation.md; `--file packages/core/src/token.ts` prints the survivors of one file; `--page`
// runs nothing and writes mutation.md anew.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type PackageResult, page, scoreOf } from './mutation/page.ts';
import { type Mutant, runStryker } from './mutation/run-stryker.ts';
import { scopes } from './mutation/scopes.ts';

const { values } = parseArgs({
  options: {
    package: { type: 'string', multiple: true, default: Object.keys(scopes) },
    file: { type: 'string', multiple: true, default: [] },
    sample: { type: 'string', default: '1' },
    seed: { type: 'string', default: '1' },
    workers: { type: 'string', default: '2' },
    page: { type: 'boolean', default: false },
    /**
     * An installed clone that may be overwritten, for those who come again and again: it keeps the results, and a second
     * run tests what has changed. Default: one that is made for it.
     */
    folder: { type: 'string' },
  },
});
const root = join(import.meta.dirname, '..');
const resultsFile = join(import.meta.dirname, 'mutation/results.json');
const settings = { share: Number(values.sample), seed: Number(values.seed), workers: Number(values.workers) };

/** A clone of what is committed, installed. */
function makeClone(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mutation-'));
  execFileSync('git', ['clone', '--quiet', root, folder], { stdio: 'inherit' });
  const install = ['-y', 'pnpm@10', 'install', '--frozen-lockfile', '--prefer-offline', '--silent'];
  execFileSync('npx', install, { cwd: folder, stdio: 'inherit' });
  return folder;
}

const isSurvivor = ({ status }: Mutant) => status === 'Survived' || status === 'NoCoverage';

function resultOf(mutants: readonly Mutant[]): PackageResult {
  const counts: Partial<Record<Mutant['status'], number>> = {};
  for (const { status } of mutants) counts[status] = (counts[status] ?? 0) + 1;
  const { share, seed } = settings;
  return { day: new Date().toISOString().slice(0, 10), share, seed, counts, survivors: mutants.filter(isSurvivor) };
}

function print(name: string, result: PackageResult): void {
  for (const { file, line, code, replacement } of result.survivors) {
    console.log(`${file}:${line}\n  - ${code}\n  + ${replacement}`);
  }
  console.log(`${name}: ${scoreOf(result).toFixed(1)} %`, result.counts);
}

const resultsBefore = (): Record<string, PackageResult> =>
  existsSync(resultsFile) ? JSON.parse(readFileSync(resultsFile, 'utf8')) : {};
const writePage = (results: Record<string, PackageResult>) =>
  writeFileSync(join(import.meta.dirname, 'mutation.md'), page(results));

if (values.page) {
  writePage(resultsBefore());
  process.exit();
}
const folder = values.folder ?? makeClone();
try {
  for (const file of values.file) {
    const scope = scopes[/^packages\/([^/]+)\//.exec(file)?.[1] ?? ''];
    if (!scope) throw new Error(`--file must be below packages/ of one of: ${Object.keys(scopes).join(', ')}`);
    print(file, resultOf(runStryker({ folder, mutate: [file], scope, ...settings })));
  }
  for (const name of values.file.length > 0 ? [] : values.package) {
    const scope = scopes[name];
    if (!scope) throw new Error(`--package must be one of: ${Object.keys(scopes).join(', ')}`);
    const mutate = [`packages/${name}/src/**/*.ts`];
    const kept = join(folder, `.mutation-${name}-${settings.share}-${settings.seed}.json`);
    const result = resultOf(runStryker({ folder, mutate, scope, ...settings, kept }));
    print(name, result);
    const results = { ...resultsBefore(), [name]: result };
    writeFileSync(resultsFile, `${JSON.stringify(results, null, 2)}\n`);
    writePage(results);
  }
} finally {
  if (values.folder === undefined) rmSync(folder, { recursive: true, force: true });
}
