import { readBoundedText } from '@token-refresher/core';

/** The whole body as text, or why there is none: it is longer than `maxBytes`, breaks off, or has been read before. */
export async function readPageBody(
  request: Request,
  maxBytes: number,
): Promise<{ text: string } | { problem: 'body-size' | 'body' | 'body-taken' }> {
  if (request.bodyUsed) return { problem: 'body-taken' };
  const length = Number(request.headers.get('content-length') ?? 0);
  if (length > maxBytes) return { problem: 'body-size' };
  try {
    const text = await readBoundedText(request, maxBytes);
    if (text === undefined) return { problem: 'body-size' };
    // Express's express.json(), say, leaves an empty stream behind.
    return text === '' && length > 0 ? { problem: 'body-taken' } : { text };
  } catch {
    return { problem: 'body' };
  }
}
