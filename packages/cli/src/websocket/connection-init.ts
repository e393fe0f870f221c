import { authorizationHeaders } from '@token-refresher/core';
import { clientTextFrame, opcodes, payloadOf, readFrame } from './frames.ts';

const maxBytes = 65_536;

/**
 * Puts the token into the message `connection_init` of GraphQL over WebSocket, as its payload's `Authorization`.
 *
 * @param bytes What a client has sent so far, from its first frame on.
 * @returns what is to be sent instead; `undefined` when the message has not come whole.
 */
export function withTokenInPayload(bytes: Buffer, token: string): Buffer | undefined {
  const frame = readFrame(bytes);
  if (!frame || (bytes.length < frame.end && frame.end <= maxBytes)) return undefined;
  const isMessage = frame.opcode === opcodes.text && frame.isFinal && frame.end <= maxBytes;
  const message = isMessage ? parse(payloadOf(bytes, frame).toString('utf8')) : undefined;
  if (message?.type !== 'connection_init') return bytes;
  const { authorization } = authorizationHeaders(token);
  const own = Object.entries(Object(message.payload) as object).filter(([key]) => !/^authorization$/i.test(key));
  const payload = { ...Object.fromEntries(own), Authorization: authorization };
  return Buffer.concat([clientTextFrame(JSON.stringify({ ...message, payload })), bytes.subarray(frame.end)]);
}

function parse(text: string): { readonly type?: unknown; readonly payload?: unknown } | undefined {
  try {
    return Object(JSON.parse(text)) as object;
  } catch {
    return undefined;
  }
}
