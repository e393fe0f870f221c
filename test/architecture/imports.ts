import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** One import or re-export, types included. */
export interface Import {
  /** The importing file, from the root of the repository. */
  readonly file: string;
  /** The imported file, or the name of a package. */
  readonly target: string;
}

/** What the sources of the packages import, without their tests and what only tests use. */
export function packageImports(): Import[] {
  const files = globSync('packages/*/src/**/*.ts', { cwd: root });
  return files
    .filter((file) => !/\.test\.ts$|\/src\/(?:.*\/)?testing\//.test(file))
    .flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      const specifiers = [...text.matchAll(/^(?:import|export)\b[^'"]*?from\s*'([^']+)'|^import '([^']+)'/gm)];
      return specifiers.map(([, from, plain]) => {
        const specifier = from ?? plain ?? '';
        const target = specifier.startsWith('.') ? relative(root, join(root, dirname(file), specifier)) : specifier;
        return { file, target };
      });
    });
}

/** The files of one circle of imports, in order; `undefined` when there is none. */
export function circleIn(imports: readonly Import[]): string[] | undefined {
  const targets = new Map<string, string[]>();
  for (const { file, target } of imports) targets.set(file, [...(targets.get(file) ?? []), target]);
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): string[] | undefined => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return undefined;
    for (const target of targets.get(file) ?? []) {
      const circle = visit(target, [...path, file]);
      if (circle) return circle;
    }
    done.add(file);
    return undefined;
  };
  for (const file of targets.keys()) {
    const circle = visit(file, []);
    if (circle) return circle;
  }
  return undefined;
}
