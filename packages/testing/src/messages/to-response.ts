/**
 * What the application's `respond` returned, as a response: one of another implementation of fetch, as some GraphQL servers
 * have, is copied; what is no response is sent as JSON.
 */
export function toResponse(content: unknown): Response {
  if (content instanceof Response) return content;
  if (!isForeignResponse(content)) return Response.json(content);
  const { status, headers, body } = content;
  const pairs: [string, string][] = [];
  headers.forEach((value, name) => void pairs.push([name, value]));
  return new Response(body ? copyOf(body.getReader()) : null, { status, headers: pairs });
}

function isForeignResponse(content: unknown): content is Response {
  const { status, headers, text } = (content ?? {}) as Partial<Response>;
  return typeof status === 'number' && typeof headers?.forEach === 'function' && typeof text === 'function';
}

function copyOf(reader: ReadableStreamDefaultReader<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await reader.read();
      if (done) controller.close();
      else controller.enqueue(new Uint8Array(value));
    },
    cancel: (reason) => reader.cancel(reason),
  });
}
