import { clientTextFrame, opcodes, payloadOf, readFrame } from './frames.ts';

const maxBytes = 65_536;

/**
 * Puts the token into the message `connection_init` of GraphQL over WebSocket, as its payload's `Authorization`.
 *
 * @param bytes What a client has sent so far, from its first frame on.
 * @param headers The headers that put the token on a request.
 * @returns what is to be sent instead; `undefined` when the message has not come whole.
 */
export function withTokenInPayload(bytes: Buffer, headers: Readonly<Record<string, string>>): Buffer | undefined {
  const frame = readFrame(bytes);
  if (!frame || (bytes.length < frame.end && frame.end <= maxBytes)) return undefined;
  const isMessage = frame.opcode === opcodes.text && frame.isFinal && frame.end <= maxBytes;
  const message = isMessage ? parse(payloadOf(bytes, frame).toString('utf8')) : undefined;
  if (message?.type !== 'connection_init') return bytes;
  const ofToken = new Set(Object.keys(headers).map((name) => name.toLowerCase()));
  const own = Object.entries(Object(message.payload) as object).filter(([key]) => !ofToken.has(key.toLowerCase()));
  const payload = { ...Object.fromEntries(own), ...headers };
  return Buffer.concat([clientTextFrame(JSON.stringify({ ...message, payload })), bytes.subarray(frame.end)]);
}

function parse(text: string): { readonly type?: unknown; readonly payload?: unknown } | undefined {
  try {
    return Object(JSON.parse(text)) as object;
  } catch {
    return undefined;
  }
}
