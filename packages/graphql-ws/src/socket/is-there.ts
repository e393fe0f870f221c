/**
 * Whether the server answers, over HTTP and without a token. Browsers and Node's own WebSocket do not tell a refused
 * upgrade from a lost network; this does. A server that fails (5xx) refuses nobody.
 */
export async function isThere(url: string): Promise<boolean> {
  const ask = (mode: RequestMode) =>
    fetch(url.replace(/^ws/, 'http'), { method: 'HEAD', mode, signal: AbortSignal.timeout(5_000) });
  try {
    return (await ask('cors')).status < 500;
  } catch {
    // Without CORS headers the status is hidden, but not that there was an answer.
    return ask('no-cors').then(
      () => true,
      () => false,
    );
  }
}
