import { createHash } from 'node:crypto';

interface Mutant {
  readonly id: string;
  readonly fileName: string;
  readonly mutatorName: string;
  readonly replacement: string;
  readonly location: { readonly start: Place; readonly end: Place };
}

interface Place {
  readonly line: number;
  readonly column: number;
}

const { MUTATION_SHARE: share = '1', MUTATION_SEED: seed = '1' } = process.env;

/** Where a mutant stands among all, from 0 up to 1; another seed shuffles them. */
function placeOf({ fileName, mutatorName, replacement, location: { start, end } }: Mutant): number {
  const key = [seed, fileName.slice(process.cwd().length), start, end, mutatorName, replacement];
  return createHash('sha256').update(JSON.stringify(key)).digest().readUInt32BE() / 2 ** 32;
}

/** For Stryker, a check that only mutants of the sample pass; the others do not count. */
class SampleChecker {
  async init(): Promise<void> {}

  async check(mutants: readonly Mutant[]) {
    const results = mutants.map((mutant) => [
      mutant.id,
      placeOf(mutant) < Number(share) ? { status: 'passed' } : { status: 'compileError', reason: 'not in the sample' },
    ]);
    return Object.fromEntries(results);
  }
}

/** What Stryker looks for in a plugin. */
export const strykerPlugins = [{ kind: 'Checker', name: 'sample', injectableClass: SampleChecker }];
