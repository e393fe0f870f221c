const word = /([\w!#$%&'*+.^`|~-]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"=]*)))?|"(?:[^"\\]|\\.)*"?/g;

/**
 * The `error` parameters of a `WWW-Authenticate` header (RFC 6750 section 3), of all challenges in it (RFC 9110 section
 * 11.6.1). What stands inside a realm or a description is text.
 */
export function challengeErrors(header: string | null | undefined): string[] {
  if (!header) return [];
  return [...header.matchAll(word)].flatMap(([, name, quoted, plain]) =>
    name?.toLowerCase() === 'error' ? (quoted ?? plain ?? []) : [],
  );
}
