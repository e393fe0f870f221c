/**
 * The GraphQL document in a request, or what stands for it (a persisted query's hash); of a batch, all of them. As GraphQL
 * over HTTP and the multipart request specification put it. `undefined` when there is none to be seen.
 */
export function requestDocument(method: string, url: string | URL, body: unknown): string | undefined {
  if (method === 'GET') return queryInUrl(new URL(url, globalThis.location?.href));
  const operations = body instanceof FormData ? body.get('operations') : body;
  if (typeof operations !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(operations);
    return (Array.isArray(parsed) ? parsed : [parsed]).map(document).join('\n');
  } catch {
    return undefined;
  }
}

/** By GET only queries are carried out, so one that is not spelled out is a query all the same. */
function queryInUrl({ search, searchParams }: URL): string {
  return searchParams.get('query') ?? `query {${search}}`;
}

function document(operation: { query?: unknown; extensions?: { persistedQuery?: { sha256Hash?: unknown } } }): string {
  return String(operation.query ?? operation.extensions?.persistedQuery?.sha256Hash ?? '');
}
