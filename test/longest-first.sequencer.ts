import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** A run that begins one of them last ends with a core that has nothing to do. In this order. */
const longest = [
  'test/packed/consumer.test.ts',
  'test/nextjs/secret-boundary.test.ts',
  'test/packed/apollo-versions.test.ts',
  'test/bundles/pages.test.ts',
  'test/runtimes/live-data/runtimes.test.ts',
  'test/nextjs/example.test.ts',
  'test/storm/storm.test.ts',
  'test/examples/scripts.test.ts',
  'test/readme/snippets.test.ts',
  'test/contract/apollo.test.ts',
  'test/contract/urql.test.ts',
];
for (const file of longest) {
  if (!existsSync(fileURLToPath(new URL(`../${file}`, import.meta.url)))) throw new Error(`There is no ${file}.`);
}

const place = ({ moduleId }: TestSpecification) => longest.findIndex((file) => moduleId.endsWith(`/${file}`));

/** Vitest's order, with the longest files of all projects first. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const long = sorted.filter((file) => place(file) >= 0).sort((one, other) => place(one) - place(other));
    return [...long, ...sorted.filter((file) => place(file) < 0)];
  }
}
