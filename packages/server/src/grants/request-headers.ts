import type { InvalidOption } from '../options/check-options.ts';

/** Headers that the request sets itself. */
const ownHeaders = new Set(['accept', 'authorization', 'content-length', 'content-type', 'host']);

/** Reads the option `headers`. @throws TypeError, without a value. */
export function checkHeaders(invalid: InvalidOption, value: unknown): Readonly<Record<string, string>> {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid('headers', 'must be an object of strings');
  }
  return Object.fromEntries(
    Object.entries(value).map(([name, text]) => {
      if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw invalid('headers', 'has a name that is not one of a header');
      if (ownHeaders.has(name.toLowerCase()))
        throw invalid('headers', `must not contain "${name}": the request sets it`);
      if (typeof text !== 'string' || !/^[\x20-\x7e\x80-\xff]*$/.test(text)) {
        throw invalid('headers', `has "${name}" with a value that is not a string in one line`);
      }
      return [name, text];
    }),
  );
}
