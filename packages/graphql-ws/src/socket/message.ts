/** A message of graphql-transport-ws, as far as it matters here. */
export interface Message {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly payload?: unknown;
}

/** Reads a text frame. Whatever is no message has no type; graphql-ws, which gets it too, closes the socket. */
export function parseMessage(text: string): Message {
  try {
    const json: unknown = JSON.parse(text);
    return typeof json === 'object' && json !== null ? json : {};
  } catch {
    return {};
  }
}
