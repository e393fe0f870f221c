/** The whole body as text, or why there is none: it is longer than `maxBytes`, breaks off, or has been read before. */
export async function readPageBody(
  request: Request,
  maxBytes: number,
): Promise<{ text: string } | { problem: 'body-size' | 'body' | 'body-taken' }> {
  if (request.bodyUsed) return { problem: 'body-taken' };
  const length = Number(request.headers.get('content-length') ?? 0);
  if (length > maxBytes) return { problem: 'body-size' };
  const decoder = new TextDecoder();
  let text = '';
  let read = 0;
  try {
    const reader = request.body?.getReader();
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
      read += part.value.byteLength;
      if (read > maxBytes) {
        reader?.cancel().catch(() => {});
        return { problem: 'body-size' };
      }
      text += decoder.decode(part.value, { stream: true });
    }
  } catch {
    return { problem: 'body' };
  }
  // Express's express.json(), say, leaves an empty stream behind.
  if (read === 0 && length > 0) return { problem: 'body-taken' };
  return { text: text + decoder.decode() };
}
