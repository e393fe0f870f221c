import { explained, noticedSince } from './explained.ts';
import type { Mutant } from './run-stryker.ts';
import { scopes } from './scopes.ts';

/** The last run of one package. */
export interface PackageResult {
  readonly day: string;
  readonly share: number;
  readonly seed: number;
  readonly counts: Readonly<Partial<Record<Mutant['status'], number>>>;
  /** What the figures do not say by themselves. */
  readonly note?: string;
  /** Those that no test has noticed. */
  readonly survivors: readonly Mutant[];
}

/** How many of the mutants tests have noticed, in percent. */
export function scoreOf({ counts: { Killed = 0, Timeout = 0, Survived = 0, NoCoverage = 0 } }: PackageResult): number {
  return (100 * (Killed + Timeout)) / (Killed + Timeout + Survived + NoCoverage);
}

const escaped = (code: string) => `\`${code.replaceAll('`', "'").replaceAll('|', '\\|')}\``;

function row(name: string, result: PackageResult): string {
  const { Killed = 0, Timeout = 0, Survived = 0, NoCoverage = 0, RuntimeError = 0, Ignored = 0 } = result.counts;
  const tested = Killed + Timeout + Survived + NoCoverage;
  const sample = result.share === 1 ? 'all' : `${Math.round(100 * result.share)} %, seed ${result.seed}`;
  const cells = [
    name,
    `${scoreOf(result).toFixed(1)} %`,
    `${scopes[name]?.goal} %`,
    tested,
    Killed,
    Timeout,
    Survived,
    NoCoverage,
    RuntimeError,
    Ignored,
    sample,
    result.day,
  ];
  return `| ${cells.join(' | ')} |`;
}

function survivors(name: string, { survivors, note }: PackageResult): string {
  const lines = survivors.map((mutant) => {
    const { file, line, code, replacement } = mutant;
    const isHere = (each: { readonly file: string; readonly code: string; readonly became?: string }) =>
      file.endsWith(each.file) && code.includes(each.code) && (each.became ?? replacement) === replacement;
    const since = noticedSince.find(isHere);
    const why = since ? `noticed since by ${since.by}` : (explained.find(isHere)?.because ?? 'not looked at yet');
    const place = `${file.replace(/^packages\/[^/]+\/src\//, '')}:${line}`;
    return `| ${place} | ${escaped(code)} | ${escaped(replacement)} | ${why} |`;
  });
  return [
    `### ${name}`,
    '',
    ...(note === undefined ? [] : [note, '']),
    '| place | code | became | why no test notices |',
    '|---|---|---|---|',
    ...lines,
  ].join('\n');
}

/** `mutation.md` */
export function page(results: Readonly<Record<string, PackageResult>>): string {
  const known = Object.keys(scopes).flatMap((name) => {
    const result = results[name];
    return result ? [[name, result] as const] : [];
  });
  const notRun = Object.keys(scopes).filter((name) => !results[name]);
  return `# Mutation tests

One place of the code is changed at a time (a condition turned round, a call removed, a string emptied), and the tests
that reach it run. A change that no test notices survives. [Stryker](https://stryker-mutator.io) does it, with the tests
of the package and, for adapters, those of the contract, there with the newest version of each client (of Apollo Client,
of both major versions):

\`\`\`sh
npx -y pnpm@10 --filter @token-refresher/bench run mutation --package server --sample 0.1 --seed 1
npx -y pnpm@10 --filter @token-refresher/bench run mutation --file packages/core/src/attempt/attempt.ts
\`\`\`

The first writes this page, a package at a time; without \`--sample\` all mutants are run, which takes hours. The second
prints the survivors of one file. Both work in a clone of what is committed, so that nothing here is overwritten; with
\`--folder\` in one that stays, where a second run repeats only what changed code or tests may have changed. \`--page\` runs
nothing and writes this page anew, with what \`bench/mutation/explained.ts\` says about survivors.

## Scores

Noticed are those that a test has failed for, and those that made a test run too long (two minutes more than usual).
Broke off are those that failed outside of a test, by an unhandled error for instance; they count for neither side.
Not run are those in code that runs once, when a module is loaded: each would need all tests.

| package | score | goal | mutants | killed | too long | survived | not reached | broke off | not run | sample | day |
|---|---|---|---|---|---|---|---|---|---|---|---|
${known.map(([name, result]) => row(name, result)).join('\n')}

${notRun.length > 0 ? `Not run so far: ${notRun.join(', ')}.\n\n` : ''}## Survivors

Scores and survivors are those of the run. Of one that a test has noticed since, tried by hand, the test is named.

${known.map(([name, result]) => survivors(name, result)).join('\n\n')}
`;
}
