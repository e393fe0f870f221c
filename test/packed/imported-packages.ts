const importing = /(?:\bfrom|\bimport|\brequire\(|\bimport\()\s*["']([^"'\n]+)["']/g;

/** The packages that a built file or its types import, without subpaths. Its own files are left out. */
export function importedPackages(code: string): string[] {
  const withoutComments = code.replace(/\/\*[\s\S]*?\*\//g, '');
  return [...withoutComments.matchAll(importing)]
    .map(([, specifier = '']) => specifier)
    .filter((specifier) => !specifier.startsWith('.'))
    .map((specifier) => specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/'));
}
