/**
 * Where a request goes: to the API's path or below it, on the API's origin.
 *
 * @param path What was asked for, with its query.
 * @returns `undefined` for anything else.
 */
export function targetOf(path: string, api: URL): URL | undefined {
  const text = `${api.origin}${path}`;
  // Whole addresses, as a program sends them that takes this for a proxy to everywhere, begin otherwise.
  if (!path.startsWith('/') || !URL.canParse(text)) return undefined;
  const target = new URL(text);
  const base = api.pathname.replace(/\/$/, '');
  if (target.pathname !== base && !target.pathname.startsWith(`${base}/`)) return undefined;
  // The API's own query comes first, and the caller's is added.
  if (api.search) target.search = [api.search.slice(1), target.search.slice(1)].filter(Boolean).join('&');
  return target;
}
