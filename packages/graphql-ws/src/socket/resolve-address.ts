/** As the WebSocket standard resolves an address, so that the one that is checked is the one that is opened. */
export function resolveAddress(url: string): string {
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  return parseAddress(url, base)?.href.replace(/^http/, 'ws') ?? url;
}

export function parseAddress(url: string | URL, base?: string): URL | undefined {
  try {
    return new URL(url, base);
  } catch {
    return undefined;
  }
}
