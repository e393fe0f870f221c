import { randomBytes } from 'node:crypto';

/** One frame of the WebSocket protocol (RFC 6455 section 5.2), as far as its header tells. */
export interface Frame {
  readonly isFinal: boolean;
  readonly opcode: number;
  /** Where the payload begins. */
  readonly start: number;
  /** Where the next frame begins. */
  readonly end: number;
  /** What the payload is masked with, as everything that a client sends is. */
  readonly mask: Buffer | undefined;
}

export const opcodes = { text: 1, close: 8, ping: 9, pong: 10 };

/** The frame at the beginning of `bytes`; `undefined` when its header has not come whole. */
export function readFrame(bytes: Buffer): Frame | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  const short = second & 0x7f;
  const lengthBytes = { 126: 2, 127: 8 }[short] ?? 0;
  const maskBytes = second & 0x80 ? 4 : 0;
  const start = 2 + lengthBytes + maskBytes;
  if (bytes.length < start) return undefined;
  const length =
    lengthBytes === 0 ? short : lengthBytes === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2));
  const mask = maskBytes ? bytes.subarray(start - 4, start) : undefined;
  return { isFinal: (first & 0x80) !== 0, opcode: first & 0x0f, start, end: start + length, mask };
}

/** What is in a frame that has come whole. */
export function payloadOf(bytes: Buffer, { start, end, mask }: Frame): Buffer {
  const payload = Buffer.from(bytes.subarray(start, end));
  return mask ? masked(payload, mask) : payload;
}

/** A text message as a client sends it, in one frame. */
export function clientTextFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  const mask = randomBytes(4);
  const isShort = payload.length < 126;
  const isLong = payload.length > 0xffff;
  const header = Buffer.alloc(isShort ? 2 : isLong ? 10 : 4);
  header[0] = 0x80 | opcodes.text;
  header[1] = 0x80 | (isShort ? payload.length : isLong ? 127 : 126);
  if (isLong) header.writeBigUInt64BE(BigInt(payload.length), 2);
  else if (!isShort) header.writeUInt16BE(payload.length, 2);
  return Buffer.concat([header, mask, masked(payload, mask)]);
}

function masked(payload: Buffer, mask: Buffer): Buffer {
  for (let index = 0; index < payload.length; index++) {
    payload[index] = (payload[index] as number) ^ (mask[index % 4] as number);
  }
  return payload;
}

/** The code and the reason in a close frame; 1005 when it has none (RFC 6455 section 7.1.5). */
export function closeOf(payload: Buffer): { readonly code: number; readonly reason: string } {
  if (payload.length < 2) return { code: 1005, reason: '' };
  return { code: payload.readUInt16BE(0), reason: payload.subarray(2).toString('utf8') };
}
