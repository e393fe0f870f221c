/**
 * The body of a response or a request as text; `undefined` when it is longer than `maxBytes`, counted after
 * decompression, and then it is not read to its end. For authors of token sources: an endpoint, or whoever answers in
 * its place, must not fill the memory.
 *
 * Rejects as reading does, when the connection breaks off.
 */
export async function readBoundedText(
  message: Pick<Response, 'headers' | 'body' | 'text'>,
  maxBytes: number,
): Promise<string | undefined> {
  const { headers, body } = message;
  // React Native shows no body, but has it whole.
  if (!body) {
    const text = await message.text();
    return new TextEncoder().encode(text).byteLength > maxBytes ? undefined : text;
  }
  let read = Number(headers.get('content-length')) > maxBytes ? maxBytes : 0;
  const decoder = new TextDecoder();
  let text = '';
  for await (const part of partsOf(body)) {
    read += part.byteLength;
    if (read > maxBytes) return undefined;
    text += decoder.decode(part, { stream: true });
  }
  return text + decoder.decode();
}

/** Leaving the loop over them ends the stream. Bodies of node-fetch and its kind are Node streams. */
async function* partsOf(body: ReadableStream<Uint8Array> | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (!('getReader' in body)) {
    yield* body;
    return;
  }
  const reader = body.getReader();
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value;
  } finally {
    // Not awaited: the cancelling of a copy takes until the original is read.
    reader.cancel().catch(() => {});
  }
}
