import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Scope } from './scopes.ts';

/** What is run. */
export interface MutationRun {
  /** An installed clone of this repository; its files are overwritten while it runs. */
  readonly folder: string;
  /** Globs of the files that are mutated, from the folder. */
  readonly mutate: readonly string[];
  readonly scope: Scope;
  /** Which part of the mutants, from 0 to 1, and which ones. */
  readonly share: number;
  readonly seed: number;
  readonly workers: number;
  /**
   * A file that keeps the results for the next run of the same mutants: that one repeats those whose code or killing test
   * has changed, and survivors that further tests reach.
   */
  readonly kept?: string | undefined;
}

/** One changed place, and what the tests made of it. */
export interface Mutant {
  readonly file: string;
  readonly line: number;
  readonly mutator: string;
  /** The code as it was, in one line. */
  readonly code: string;
  readonly replacement: string;
  readonly status: 'Killed' | 'Timeout' | 'Survived' | 'NoCoverage' | 'Ignored' | 'CompileError' | 'RuntimeError';
}

interface Report {
  readonly files: Readonly<Record<string, { readonly source: string; readonly mutants: readonly ReportedMutant[] }>>;
}

interface ReportedMutant {
  readonly mutatorName: string;
  readonly replacement?: string;
  readonly status: Mutant['status'];
  readonly location: { readonly start: Place; readonly end: Place };
}

interface Place {
  readonly line: number;
  readonly column: number;
}

/**
 * Changes one place after the other, and runs the tests that reach it.
 *
 * @throws Error when Stryker fails, as when the tests fail without a mutant.
 */
export function runStryker({ folder, mutate, scope, share, seed, workers, kept }: MutationRun): readonly Mutant[] {
  // The clone's own, so that Stryker and the tests have one and the same Vitest.
  const own = (name: string) => join(folder, 'bench', name);
  const reportFile = join(folder, '.stryker-report.json');
  const configFile = join(folder, '.stryker-config.json');
  const config = {
    inPlace: true,
    testRunner: 'vitest',
    plugins: [
      '@stryker-mutator/vitest-runner',
      own('mutation/sample-checker.ts'),
      own('mutation/survivor-reporter.ts'),
    ],
    checkers: ['sample'],
    // Tests against other versions of Apollo load copies of the sources, which Vitest cannot see.
    vitest: { configFile: own('mutation/vitest.config.ts'), related: false },
    coverageAnalysis: 'perTest',
    // What runs when a module is loaded, such as a table of names, would need all tests for each mutant.
    ignoreStatic: true,
    disableTypeChecks: false,
    mutate: [...mutate, '!**/*.test.ts', '!**/testing/**'],
    reporters: ['json', 'progress-append-only', 'survivors'],
    jsonReporter: { fileName: reportFile },
    concurrency: workers,
    ...(kept !== undefined && { incremental: true, incrementalFile: kept }),
    // Not what makes a slow machine lose patience.
    timeoutMS: 120_000,
    dryRunTimeoutMinutes: 60,
  };
  writeFileSync(configFile, JSON.stringify(config));
  const stryker = own('node_modules/@stryker-mutator/core/bin/stryker.js');
  const { status } = spawnSync(process.execPath, [stryker, 'run', configFile], {
    cwd: folder,
    stdio: 'inherit',
    env: {
      ...process.env,
      PATH: [join(folder, 'node_modules/.bin'), process.env.PATH].join(delimiter),
      MUTATION_TESTS: scope.tests.join(' '),
      MUTATION_WITHOUT: scope.without?.source ?? '',
      MUTATION_SHARE: String(share),
      MUTATION_SEED: String(seed),
    },
  });
  if (status !== 0) throw new Error(`Stryker ended with ${status}.`);
  return mutantsOf(JSON.parse(readFileSync(reportFile, 'utf8')));
}

function mutantsOf({ files }: Report): Mutant[] {
  return Object.entries(files).flatMap(([file, { source, mutants }]) =>
    mutants.map(({ mutatorName, replacement = '', status, location: { start, end } }) => ({
      file,
      line: start.line,
      mutator: mutatorName,
      code: inOneLine(textBetween(source.split('\n'), start, end)),
      replacement: inOneLine(replacement),
      status,
    })),
  );
}

function textBetween(lines: readonly string[], start: Place, end: Place): string {
  const part = lines.slice(start.line - 1, end.line);
  const last = part.length - 1;
  part[last] = part[last]?.slice(0, end.column - 1) ?? '';
  part[0] = part[0]?.slice(start.column - 1) ?? '';
  return part.join('\n');
}

function inOneLine(code: string): string {
  const line = code.replaceAll(/\s+/g, ' ');
  return line.length > 100 ? `${line.slice(0, 99)}…` : line;
}
