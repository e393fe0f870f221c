/** As the WebSocket standard resolves an address, so that the one that is checked is the one that is opened. */
export function resolveAddress(url: string): string {
  const base = globalThis.document?.baseURI ?? globalThis.location?.href;
  return URL.canParse(url, base) ? new URL(url, base).href.replace(/^http/, 'ws') : url;
}
