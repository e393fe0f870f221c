import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript-6';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** A function of the packages, in whatever way it is written. */
export interface MeasuredFunction {
  /** From the root of the repository. */
  readonly file: string;
  /** Where it begins, counted from 1. */
  readonly line: number;
  /** How many lines it takes, from its head to its closing brace, without the comment above it. */
  readonly lines: number;
}

/** Every function in a file's code. */
export function functionsIn(file: string, code: string): MeasuredFunction[] {
  const source = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true);
  const lineOf = (position: number) => source.getLineAndCharacterOfPosition(position).line + 1;
  const found: MeasuredFunction[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node)) {
      const line = lineOf(node.getStart());
      found.push({ file, line, lines: lineOf(node.end) - line + 1 });
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** Every function of the packages' sources and of what only their tests use, without the tests. */
export function packageFunctions(): MeasuredFunction[] {
  const files = globSync('packages/*/src/**/*.ts', { cwd: root }).filter((file) => !file.endsWith('.test.ts'));
  return files.flatMap((file) => functionsIn(file, readFileSync(join(root, file), 'utf8')));
}
