import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageOf } from '../apollo-peers/apollo-versions.ts';
import { printedByTsc } from '../readme/printed-by-tsc.ts';
import type { Example, SharedFile } from './examples.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Compiles examples beside the files that they import. Returns what the compiler says of them. The link's source is for
 * the newer Apollo; that its declarations fit the older one is shown by `test/packed/apollo-versions.test.ts`.
 */
export async function compile(
  folder: string,
  { shared, examples }: { readonly shared: readonly SharedFile[]; readonly examples: readonly Example[] },
): Promise<string[]> {
  mkdirSync(folder, { recursive: true });
  for (const { file, code } of shared) writeFileSync(join(folder, file), code);
  for (const [index, { code }] of examples.entries()) writeFileSync(join(folder, `example-${index}.ts`), code);
  const isForApollo3 = examples.some((each) => each.isForApollo3);
  const paths = {
    '@apollo/client/core/index.js': [join(packageOf('3.14.1'), 'core/index.d.ts')],
    '@apollo/client/*': [join(packageOf('3.14.1'), '*/index.d.ts')],
  };
  const compilerOptions = { types: ['node'], ...(isForApollo3 && { paths }) };
  const config = { extends: join(root, 'tsconfig.base.json'), compilerOptions, include: ['*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  return (await printedByTsc(folder, root))
    .split('\n')
    .filter((line) => line !== '' && !(isForApollo3 && line.startsWith('packages/apollo/src/')));
}
