/**
 * A bundled declaration file for review: without comments, its imports first, then what it exports, then the declarations
 * by name. The order in which the bundler came by them does not show, so that moving a file changes nothing.
 */
export function signatures(declarations: string): string {
  return statements(withoutComments(declarations))
    .map((text) => text.replace(/^declare /, ''))
    .map((text) => (/^export (?:type )?\{/.test(text) ? sortedList(text) : text))
    .map((text, index) => ({ text, index, key: sortKey(text) }))
    .sort((a, b) => compare(a.key, b.key) || a.index - b.index)
    .map(({ text }) => text)
    .join('\n');
}

/** Strings are matched, too, so that what looks like a comment inside of them stays. */
function withoutComments(code: string): string {
  const stringOrComment = /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\.)*`)|\/\*[\s\S]*?\*\/|\/\/[^\n]*/g;
  return code.replace(stringOrComment, (_, string = '') => string);
}

/** The bundler indents everything but the first line of a statement, and the brackets that end one. */
function statements(code: string): string[] {
  const found: string[][] = [];
  for (const line of code.split('\n').map((each) => each.trimEnd())) {
    if (line === '') continue;
    if (/^\w/.test(line)) found.push([line]);
    else found.at(-1)?.push(line);
  }
  return found.map((each) => each.join('\n'));
}

function sortedList(text: string): string {
  return text.replace(/\{([^}]*)\}/, (_, list: string) => {
    const names = list
      .split(',')
      .map((name) => name.trim())
      .filter((name) => name !== '');
    return `{ ${names.sort((a, b) => compare(nameOnly(a), nameOnly(b))).join(', ')} }`;
  });
}

const nameOnly = (entry: string) => entry.replace(/^type /, '');

function sortKey(text: string): string {
  if (text.startsWith('import')) return `0 ${text.replace(/^[\s\S]*from /, '')}`;
  if (text.startsWith('export')) return '1';
  const declared = /\b(?:function|class|const|let|interface|type|enum|namespace) ([\w$]+)/.exec(text)?.[1];
  return `2 ${declared ?? text}`;
}

/** Not by the rules of a language, which differ between machines. */
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
