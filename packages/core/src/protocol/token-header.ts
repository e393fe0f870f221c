import { invalidOption } from '../options.ts';

/** The headers that carry a token: one of RFC 6750 section 2.1, or what the option `header` makes of it. */
export type TokenHeader = (token: string) => Readonly<Record<string, string>>;

const bearer: TokenHeader = (token) => ({ Authorization: `Bearer ${token}` });

/**
 * Reads the option `header`.
 *
 * @throws TypeError when it is not a function; what it returns then does so when it makes no headers.
 */
export function parseHeader(caller: string, header: unknown = bearer): TokenHeader {
  const invalid = (problem: string) => invalidOption(caller, 'header', problem);
  if (typeof header !== 'function') {
    throw invalid('must be a function that returns headers, such as (token) => ({ "X-Token": token })');
  }
  return (token) => {
    const headers = header(token);
    if (typeof headers !== 'object' || !headers || Symbol.iterator in headers || 'then' in headers) {
      throw invalid('must return an object of headers, such as { "X-Token": token }');
    }
    for (const name in headers) {
      const value = headers[name];
      if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name)) throw invalid('returns a header with a name that HTTP does not allow');
      if (typeof value !== 'string' || !/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value)) {
        throw invalid(`returns no usable text for ${name}: visible ASCII, without spaces around it`);
      }
    }
    return headers;
  };
}

/**
 * Whether a `fetch` that follows redirects by itself must not do it: to another origin it takes `Authorization` off (Fetch
 * Standard, "HTTP-redirect fetch"), and no header of another name.
 */
export function wouldFollowAnywhere(headers: Readonly<Record<string, string>>): boolean {
  return Object.keys(headers).some((name) => name.toLowerCase() !== 'authorization');
}
