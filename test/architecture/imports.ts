import { globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript-6';

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
    .flatMap((file) => importsIn(file, readFileSync(join(root, file), 'utf8')));
}

/** What a file's code imports, in whatever way: by `import` and `export … from`, by `import()`, in a type, by `require`. */
export function importsIn(file: string, code: string): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const specifier = specifierOf(node);
    if (specifier !== undefined) {
      const target = specifier.startsWith('.') ? relative(root, join(root, dirname(file), specifier)) : specifier;
      found.push({ file, target });
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, code, ts.ScriptTarget.Latest));
  return found;
}

function specifierOf(node: ts.Node): string | undefined {
  const text = (specifier: ts.Node | undefined) =>
    specifier && ts.isStringLiteralLike(specifier) ? specifier.text : undefined;
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return text(node.moduleSpecifier);
  if (ts.isExternalModuleReference(node)) return text(node.expression);
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return text(node.argument.literal);
  if (!ts.isCallExpression(node)) return undefined;
  const { expression } = node;
  const isImport = expression.kind === ts.SyntaxKind.ImportKeyword;
  return isImport || (ts.isIdentifier(expression) && expression.text === 'require')
    ? text(node.arguments[0])
    : undefined;
}

/** The imports that lead from one room of the packages to another. A file that lies directly in `src` is a room of its own. */
export function betweenRooms(imports: readonly Import[]): Import[] {
  const roomOf = (file: string) => (/^packages\/[^/]+\/src\/[^/]+$/.test(file) ? file : dirname(file));
  return imports
    .filter(({ target }) => target.startsWith('packages/'))
    .map(({ file, target }) => ({ file: roomOf(file), target: roomOf(target) }))
    .filter(({ file, target }) => file !== target);
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
