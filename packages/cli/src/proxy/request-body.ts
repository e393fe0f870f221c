import type { IncomingMessage } from 'node:http';
import { Readable } from 'node:stream';

/** Longer bodies are passed on as they come, and so cannot be sent a second time. */
const maxHeldBytes = 1_048_576;

/**
 * A request's body in a form that can be sent: whole if it is small, as text where it is JSON, so that the attempt can see
 * which operation it holds; otherwise as a stream.
 */
export async function requestBody(
  request: IncomingMessage,
): Promise<string | Uint8Array<ArrayBuffer> | ReadableStream> {
  const held: Buffer[] = [];
  let bytes = 0;
  const chunks: AsyncIterator<Buffer> = request[Symbol.asyncIterator]();
  for (;;) {
    const { done, value } = await chunks.next();
    if (done) break;
    held.push(value);
    bytes += value.byteLength;
    if (bytes > maxHeldBytes) return Readable.toWeb(Readable.from(continued(held, chunks))) as ReadableStream;
  }
  const whole = new Uint8Array(Buffer.concat(held));
  return /\bjson\b/i.test(request.headers['content-type'] ?? '') ? asText(whole) : whole;
}

async function* continued(held: readonly Buffer[], rest: AsyncIterator<Buffer>): AsyncGenerator<Buffer> {
  yield* held;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** As text only if it comes back from there byte by byte: a compressed body does not. */
function asText(bytes: Uint8Array<ArrayBuffer>): string | Uint8Array<ArrayBuffer> {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bytes;
  }
}
