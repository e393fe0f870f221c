import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By file, of the longest run so far: later ones may have ended at a failure. */
const durations = new Map<string, number>();

/** The first test that fails ends a mutant's run, so the quickest files come first; by itself, Vitest begins with the slowest. */
export class QuickestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    for (const file of files) {
      const { duration = 0 } = this.ctx.cache.getTestSpecificationResult(file) ?? {};
      durations.set(file.moduleId, Math.max(duration, durations.get(file.moduleId) ?? 0));
    }
    const durationOf = ({ moduleId }: TestSpecification) => durations.get(moduleId) ?? 0;
    return files.toSorted((a, b) => durationOf(a) - durationOf(b));
  }
}
