import { cp, mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { errorsAboutOurs } from './errors-about-ours.ts';
import type { Published } from './published.ts';
import { repository, run } from './run.ts';

/** How a user's project is set up. */
export interface ProjectSetup {
  readonly folder: string;
  /** Of the source files: how their `import` is understood. With two of them, each file is compiled in both ways. */
  readonly extensions: readonly ('mts' | 'cts' | 'ts')[];
  readonly compilerOptions: object;
  /** Modules that are imported as a whole. */
  readonly specifiers: readonly string[];
  /** Name of a file of the consumer's that is compiled, too. */
  readonly usage?: string;
  /** The compiler, by the name under which it is installed. Default: `typescript` */
  readonly compiler?: string;
}

/**
 * Compiles what users write against the installed packages. Returns the compiler's errors, one a line; those of compilers
 * before TypeScript 7 only as far as they are about ours.
 */
export async function compile({ consumer }: Published, setup: ProjectSetup): Promise<string[]> {
  const { specifiers, usage, compiler = 'typescript' } = setup;
  const folder = join(consumer, setup.folder);
  await mkdir(folder);
  const imports = specifiers.map((specifier, i) => `import * as module${i} from '${specifier}';`);
  const uses = `export const all: object[] = [${specifiers.map((_, i) => `module${i}`).join(', ')}];`;
  for (const extension of setup.extensions) {
    if (usage) await cp(join(consumer, usage), join(folder, `usage.${extension}`));
    await writeFile(join(folder, `every-entry.${extension}`), [...imports, uses].join('\n'));
  }
  const compilerOptions = {
    target: 'ES2022',
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: false,
    noEmit: true,
    pretty: false,
    typeRoots: [join(repository, 'node_modules/@types')],
    ...setup.compilerOptions,
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions }));
  if (compiler !== 'typescript') return errorsAboutOurs(compiler, folder);
  const installed = dirname(createRequire(import.meta.url).resolve(`${compiler}/package.json`));
  const { stdout } = await run(process.execPath, [join(installed, 'bin/tsc'), '-p', '.'], { cwd: folder }).catch(
    (failed: Error & { stdout: string }) => {
      if (failed.stdout === '') throw failed;
      return failed;
    },
  );
  return stdout.split('\n').filter((line) => /^\S/.test(line));
}
