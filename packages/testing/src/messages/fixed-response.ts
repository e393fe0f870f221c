/** A response to send as it is. Without `content-type` among the headers none is sent. */
export interface FixedResponse {
  /** 200 to 599. */
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** The response with these headers and no others but its length. */
export function fixedResponse({ status, headers = {}, body = '' }: FixedResponse): Response {
  // As bytes: a string would get a content type.
  const bytes = new TextEncoder().encode(body);
  const all = { 'content-length': String(bytes.length), ...headers };
  return new Response(bytes.length === 0 ? null : bytes, { status, headers: all });
}
