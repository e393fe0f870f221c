/** One or more visible ASCII characters: RFC 6749 appendix A.12, and nothing that could end a header. */
const visibleAscii = /^[\x21-\x7e]+$/;

/** What is wrong with a token value, in words that never repeat it; `undefined` when nothing is. */
export function tokenValueProblem(value: unknown): string | undefined {
  if (typeof value !== 'string') return `is ${value === null ? 'null' : typeof value}, not a string`;
  if (value === '') return 'is empty';
  if (visibleAscii.test(value)) return undefined;
  if (/^bearer\s/i.test(value)) return 'starts with "Bearer ", which is added later';
  if (/[\r\n]/.test(value)) return 'has a line break in it';
  if (/\s/.test(value)) return 'has a space in it';
  return 'has a character in it that is not visible ASCII';
}
