/**
 * Whether the server may have carried out something of an operation that it refused. Queries have no effects. A mutation's
 * fields run one after the other, so nothing was done when nothing came back and the first field is among the refused.
 *
 * Reads just enough of the document to tell. Mistakes fall to the safe side: a mutation that is not sent again.
 *
 * @param document Without braces, as a persisted query's hash, it tells nothing and may be a mutation of any kind.
 */
export function mayHaveRun(body: unknown, document: string): boolean {
  const code = withoutText(document);
  const mutations = code.split(/\bmutation\b/).slice(1);
  if (code.includes('{') && mutations.length === 0) return false;
  // Of several mutations it is not known which one ran; a brace within parentheses is a default value's.
  const first =
    mutations.length === 1 && /^(?:[^{(]|\((?:[^{()]|\([^{()]*\))*\))*\{\s*(\w+)/.exec(`${mutations[0]}`)?.[1];
  const isFirstField = (path: readonly unknown[]) => path.length === 1 && path[0] === first;
  const responses = [body].flat() as ({ data?: unknown; errors?: unknown } | null | undefined)[];
  return responses.some((response) => {
    const errors: { path?: unknown }[] = Array.isArray(response?.errors) ? response.errors : [];
    const paths = errors.map((error) => error?.path).filter(Array.isArray);
    const hasData = Object.values(response?.data ?? {}).some((value) => value !== null);
    return hasData || (paths.length > 0 && !paths.some(isFirstField));
  });
}

/** Whether a document is known to hold queries only, which have no effects. */
export function isQuery(document: string): boolean {
  const code = withoutText(document);
  return code.includes('{') && !/\b(?:mutation|subscription)\b/.test(code);
}

/** The document without comments, and without what its strings say. */
export function withoutText(document: string): string {
  return document.replace(/"""(?:\\"""|[\s\S])*?"""|"(?:\\.|[^"\\\n\r])*"|#[^\n\r]*/g, (text) =>
    text[0] === '#' ? '' : '""',
  );
}
