/**
 * Whether the server answers, over HTTP and without a token. Browsers and Node's own WebSocket do not tell a refused
 * upgrade from a lost network; this does. A server that fails (5xx) refuses nobody. A redirect is a response of this
 * server; it is not followed.
 */
export async function isThere(url: string): Promise<boolean> {
  const ask = (options: RequestInit) =>
    fetch(url.replace(/^ws/, 'http'), {
      method: 'HEAD',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
      cache: 'no-store',
      signal: AbortSignal.timeout?.(5_000) ?? null,
      ...options,
    });
  try {
    return (await ask({ redirect: 'manual' })).status < 500;
  } catch {
    if (!globalThis.location) return false;
    // In a page the status is hidden without CORS headers, but not that there was a response. The Fetch standard lets such
    // a request follow redirects only; it carries nothing.
    return ask({ mode: 'no-cors' }).then(
      () => true,
      () => false,
    );
  }
}
