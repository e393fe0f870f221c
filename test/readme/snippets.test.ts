import { execFile } from 'node:child_process';
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = join(root, 'test', '.snippets');

interface Snippet {
  readonly file: string;
  readonly code: string;
}

/** Every `ts` and `tsx` block of the READMEs, each as a module of its own. */
function snippets(): Snippet[] {
  const readmes = globSync('{README.md,packages/*/README.md,examples/*/README.md}', { cwd: root }).sort();
  return readmes.flatMap((readme) =>
    [...readFileSync(join(root, readme), 'utf8').matchAll(/^```(tsx?)\n([\s\S]*?)^```/gm)].map(
      ([, type, code], index) => ({
        file: `${readme.replaceAll(/[/.]/g, '-')}-${index + 1}.${type}`,
        code: `${code}\nexport {};\n`,
      }),
    ),
  );
}

test('every code block of the READMEs compiles against the packages as they are', async () => {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const all = snippets();
  for (const { file, code } of all) writeFileSync(join(folder, file), code);
  const config = {
    extends: '../../tsconfig.base.json',
    compilerOptions: { jsx: 'react-jsx', noUnusedLocals: false, types: ['node'] },
    include: ['*.ts', '*.tsx'],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(root, 'node_modules', '.bin', 'tsc');
  const { stdout } = await promisify(execFile)(tsc, ['-p', folder]).catch((error) => error);
  expect(stdout).toBe('');
  expect(all.length).toBeGreaterThan(5);
}, 60_000);
