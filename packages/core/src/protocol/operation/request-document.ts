/**
 * The GraphQL document in a request, or what stands for it (a persisted query's hash); of a batch, all of them. As GraphQL
 * over HTTP and the multipart request specification put it. `undefined` when there is none to be seen.
 *
 * @param href The resolved address.
 */
export function requestDocument(method: string, href: string, body: unknown): string | undefined {
  if (method === 'GET') return queryInUrl(new URL(href));
  const operations = body instanceof FormData ? body.get('operations') : body;
  if (typeof operations !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(operations);
    return Array.isArray(parsed) ? batch(parsed.map(document)) : document(parsed as Operation);
  } catch {
    return undefined;
  }
}

/** By GET only queries are carried out, so one that is not spelled out is a query all the same. */
function queryInUrl({ search, searchParams }: URL): string {
  return searchParams.get('query') ?? `query {${search}}`;
}

interface Operation {
  readonly query?: unknown;
  readonly extensions?: { readonly persistedQuery?: { readonly sha256Hash?: unknown } };
}

/** One of a batch that is not spelled out may be a mutation; the batch then counts as one of which nothing is known. */
function batch(documents: readonly string[]): string {
  const areSpelledOut = documents.every((document) => document.includes('{'));
  return [...documents, ...(areSpelledOut ? [] : ['mutation'])].join('\n');
}

function document(operation: Operation): string {
  return String(operation.query ?? operation.extensions?.persistedQuery?.sha256Hash ?? '');
}
