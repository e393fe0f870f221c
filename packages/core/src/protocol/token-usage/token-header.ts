import { invalidOption } from '../../options.ts';

/** The headers that carry a token: one of RFC 6750 section 2.1, or what the option `header` makes of it. */
export type TokenHeader = (token: string) => Readonly<Record<string, string>>;

const bearer: TokenHeader = (token) => ({ Authorization: `Bearer ${token}` });

/**
 * Reads the option `header`.
 *
 * @throws TypeError when it is not a function; what it returns then does so when it makes no headers.
 */
export function parseHeader(caller: string, header?: unknown): TokenHeader {
  // The values of tokens are checked when they come.
  if (header === undefined) return bearer;
  if (typeof header !== 'function') throw invalidOption(caller, 'header', 'must be a function (token) => headers');
  return (token) => {
    const headers = header(token);
    const isRecord = typeof headers === 'object' && headers && !(Symbol.iterator in headers) && !('then' in headers);
    const wrong = isRecord ? Object.keys(headers).find((name) => !isHeader(name, headers[name])) : 'what it returns';
    if (wrong !== undefined) {
      const problem = `must return an object of headers in visible ASCII, such as { "X-Token": token }; ${wrong} is none`;
      throw invalidOption(caller, 'header', problem);
    }
    return headers;
  };
}

/** What `header` makes of a token, with names in small letters. */
export function inSmallLetters(header: TokenHeader, token: string): Readonly<Record<string, string>> {
  // Without a loop over names: this is called for every operation.
  if (header === bearer) return { authorization: `Bearer ${token}` };
  return Object.fromEntries(Object.entries(header(token)).map(([name, value]) => [name.toLowerCase(), value]));
}

/**
 * `theirs` with the token's headers in the place of those of the same name, whatever their case.
 *
 * @param ofToken With names in small letters.
 */
export function withTokenHeaders<Value>(
  theirs: Readonly<Record<string, Value>>,
  ofToken: Readonly<Record<string, string>>,
): Record<string, Value | string> {
  const headers: Record<string, Value | string> = { ...theirs, ...ofToken };
  // The lengths first: this is called for every operation, and letters take longer to compare.
  for (const name in theirs)
    for (const own in ofToken)
      if (name.length === own.length && name !== own && name.toLowerCase() === own) delete headers[name];
  return headers;
}

/** Names as RFC 9110 section 5.1 has them; values without what could end them, or be cut off by a fetch. */
function isHeader(name: string, value: unknown): boolean {
  return (
    /^[\w!#$%&'*+.^`|~-]+$/.test(name) &&
    typeof value === 'string' &&
    /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value)
  );
}

/**
 * Whether a `fetch` that follows redirects by itself must not do it: to another origin it takes `Authorization` off (Fetch
 * Standard, "HTTP-redirect fetch"), and no header of another name.
 */
export function wouldFollowAnywhere(headers: Readonly<Record<string, string>>): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() !== 'authorization');
}
