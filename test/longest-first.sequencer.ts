import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** They take a minute or more. A run that begins one of them last ends with a core that has nothing to do. */
const longest = ['test/packed/consumer.test.ts', 'test/nextjs/secret-boundary.test.ts', 'test/bundles/pages.test.ts'];
for (const file of longest) {
  if (!existsSync(fileURLToPath(new URL(`../${file}`, import.meta.url)))) throw new Error(`There is no ${file}.`);
}

const isLong = ({ moduleId }: TestSpecification) => longest.some((file) => moduleId.endsWith(`/${file}`));

/** Vitest's order, in which the projects stay, with the longest files of each project first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const projects = [...new Set(sorted.map(({ project }) => project))];
    return projects.flatMap((project) => {
      const own = sorted.filter((file) => file.project === project);
      return [...own.filter(isLong), ...own.filter((file) => !isLong(file))];
    });
  }
}
