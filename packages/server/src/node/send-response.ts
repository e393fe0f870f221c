import type { NodeResponse } from './node-http.ts';

/**
 * Sends each part of the body as it comes. Headers that are set already stay, unless the response has them, too.
 *
 * Ends with the connection if the body breaks off, so that nobody takes a part for the whole.
 */
export async function sendResponse(response: Response, outgoing: NodeResponse): Promise<void> {
  outgoing.statusCode = response.status;
  for (const [name, value] of response.headers) {
    outgoing.setHeader(name, name === 'set-cookie' ? response.headers.getSetCookie() : value);
  }
  if (!response.body) {
    outgoing.end();
    return;
  }
  const reader = response.body.getReader();
  const leave = () => void reader.cancel().catch(() => {});
  outgoing.on('close', leave);
  // The first part of a stream may be long in coming.
  if (!response.headers.has('content-length')) outgoing.flushHeaders();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      if (!outgoing.write(part.value)) await roomAgain(outgoing);
    }
    outgoing.end();
  } catch {
    outgoing.destroy();
  }
}

/** Resolves when more can be written, or when nobody is there any more. */
function roomAgain(outgoing: NodeResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      outgoing.off('drain', go);
      outgoing.off('close', go);
      resolve();
    };
    outgoing.on('drain', go);
    outgoing.on('close', go);
  });
}
