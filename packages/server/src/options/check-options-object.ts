import { type InvalidOption, invalidOptionOf } from './invalid-option.ts';

/** Every option's name, and whether the caller has to set it. */
export type OptionNames<Options> = Readonly<Record<keyof Options & string, 'required' | 'optional'>>;

/**
 * Checks that `options` is an object and that each of its names is known, so that a misspelt option is not ignored.
 *
 * @returns What makes the errors about single options.
 * @throws TypeError that names the unknown option, and the known one that is close to it.
 */
export function checkOptionsObject<Options>(
  caller: string,
  options: Options,
  names: OptionNames<Options>,
): InvalidOption {
  if (typeof options !== 'object' || options === null) {
    const required = Object.entries(names).flatMap(([name, need]) => (need === 'required' ? [`"${name}"`] : []));
    throw new TypeError(`${caller}: needs an object with ${required.join(', ')}.`);
  }
  const invalid = invalidOptionOf(caller);
  const known = Object.keys(names);
  const unknown = Object.keys(options).find((name) => !known.includes(name));
  if (unknown === undefined) return invalid;
  const close = known.find((name) => isClose(name, unknown));
  // Whoever hands in something else by mistake may have a secret in the place of a name.
  const shown = /^\w{1,40}$/.test(unknown) ? unknown : '…';
  throw invalid(shown, `is not known${close ? `; did you mean "${close}"?` : ''}`);
}

/** Whether two names differ by case and separators, or by two letters at most. */
function isClose(one: string, other: string): boolean {
  const [a, b] = [one, other].map((name) => name.toLowerCase().replaceAll(/[^a-z\d]/g, '')) as [string, string];
  return distance(a, b) <= (a.length > 4 ? 2 : 1);
}

/** How many letters have to be added, left out or replaced (Levenshtein). */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j++) {
      const replaced = (row[j] ?? 0) + (letter === b[j] ? 0 : 1);
      next.push(Math.min(replaced, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
