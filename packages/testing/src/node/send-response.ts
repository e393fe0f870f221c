import type { ServerResponse } from 'node:http';

/** Sends each chunk as it comes, so that streams work. `reset` cuts the connection where the response says so. */
export async function sendResponse(response: Response, outgoing: ServerResponse, reset: () => void): Promise<void> {
  if (response.type === 'error') return reset();
  const { 'set-cookie': _, ...headers } = Object.fromEntries(response.headers);
  const cookies = response.headers.getSetCookie();
  outgoing.writeHead(response.status, { ...headers, ...(cookies.length > 0 && { 'set-cookie': cookies }) });
  const reader = response.body?.getReader();
  const closed = new Promise<void>((resolve) => {
    outgoing.on('close', () => {
      reader?.cancel().catch(() => {});
      resolve();
    });
  });
  if (reader && !response.headers.has('content-length')) outgoing.flushHeaders();
  try {
    for (let part = await reader?.read(); part && !part.done && !outgoing.destroyed; part = await reader?.read()) {
      // Waits, so that nothing written before a reset is lost.
      const { value } = part;
      await Promise.race([closed, new Promise<void>((resolve) => outgoing.write(value, () => resolve()))]);
    }
  } catch {
    return reset();
  }
  outgoing.end();
}
