/** Names that a bundled declaration file exports without a TSDoc comment directly above their declaration. */
export function undocumentedNames(types: string, declarations: string): string[] {
  const lists = [...types.matchAll(/^export \{([^}]*)\};?$/gm)].flatMap(([, list = '']) => list.split(','));
  const names = lists.map((entry) =>
    entry
      .trim()
      .replace(/^type /, '')
      .replace(/ as .*$/, ''),
  );
  if (names.length === 0) throw new Error('No export list found in these types.');
  return names.filter((name) => {
    const declaration = new RegExp(
      `\\*/\\n(?:declare )?(?:abstract )?(?:function|class|const|interface|type|enum) ${name}\\b`,
    );
    return !declaration.test(declarations);
  });
}
