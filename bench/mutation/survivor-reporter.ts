import { relative } from 'node:path';

interface Result {
  readonly status: string;
  readonly fileName: string;
  readonly replacement?: string;
  readonly location: { readonly start: { readonly line: number } };
}

/** For Stryker: tells of a survivor as soon as it is known, since a whole run may take hours. */
class SurvivorReporter {
  onMutantTested({ status, fileName, replacement, location }: Result): void {
    if (status !== 'Survived' && status !== 'NoCoverage') return;
    console.log(`${status}: ${relative(process.cwd(), fileName)}:${location.start.line} + ${replacement}`);
  }
}

/** What Stryker looks for in a plugin. */
export const strykerPlugins = [{ kind: 'Reporter', name: 'survivors', injectableClass: SurvivorReporter }];
