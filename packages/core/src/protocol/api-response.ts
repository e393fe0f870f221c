import type { ApiResponse } from './unauthorized.ts';

/** A refusal is a sentence. What is longer than this is data, and is not looked at. */
const maxRefusalBytes = 16_384;

/** What `response` says, as far as it can be told without keeping the caller from reading the response. */
export async function readApiResponse(response: Response): Promise<ApiResponse> {
  return {
    status: response.status,
    wwwAuthenticate: response.headers.get('www-authenticate'),
    body: parse(await readShortText(response)),
    original: response,
  };
}

function parse(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

async function readShortText(response: Response): Promise<string | undefined> {
  const { headers, body } = response;
  const length = headers.get('content-length');
  if (body === null || Number(length) > maxRefusalBytes || !isText(headers.get('content-type'))) return undefined;
  // Bodies of node-fetch and its kind are Node streams: one that is copied stalls unless the copy is read to its end.
  const isNodeStream = body && !body.getReader;
  const isKnownToBeShort = length !== null && !headers.get('content-encoding');
  if (isNodeStream && !isKnownToBeShort) return undefined;
  try {
    const copy = response.clone();
    if (copy.body?.getReader) return await readUpTo(maxRefusalBytes, copy.body.getReader());
    // React Native shows no body, but has it whole.
    const text = await copy.text();
    return text.length > maxRefusalBytes ? undefined : text;
  } catch {
    // A body that breaks off is the caller's to find out.
    return undefined;
  }
}

function isText(contentType: string | null): boolean {
  return !contentType || /^(?:text\/(?!event-stream)|application\/(?:[\w.-]+\+)?json\b)/i.test(contentType);
}

async function readUpTo(bytes: number, reader: ReadableStreamDefaultReader<Uint8Array>): Promise<string | undefined> {
  const decoder = new TextDecoder();
  let text = '';
  for (let read = 0; ; ) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    read += value.byteLength;
    if (read > bytes) {
      // Not awaited: a copy is only released when the original is.
      reader.cancel().catch(() => {});
      return undefined;
    }
    text += decoder.decode(value, { stream: true });
  }
}
