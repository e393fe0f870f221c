/**
 * The GraphQL document in a request, or what stands for it (a persisted query's hash); of a batch, all of them. As GraphQL
 * over HTTP and the multipart request specification put it. `undefined` when there is none to be seen.
 */
export function requestDocument(url: string | URL, body: unknown): string | undefined {
  const operations = body instanceof FormData ? body.get('operations') : body;
  if (typeof operations !== 'string')
    return new URL(url, globalThis.location?.href).searchParams.get('query') ?? undefined;
  try {
    const parsed: unknown = JSON.parse(operations);
    return (Array.isArray(parsed) ? parsed : [parsed]).map(document).join('\n');
  } catch {
    return undefined;
  }
}

function document(operation: { query?: unknown; extensions?: { persistedQuery?: { sha256Hash?: unknown } } }): string {
  return String(operation.query ?? operation.extensions?.persistedQuery?.sha256Hash ?? '');
}
