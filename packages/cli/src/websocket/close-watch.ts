import { closeOf, opcodes, payloadOf, readFrame } from './frames.ts';

/**
 * Looks at a server's frames as they go by, without holding them up.
 *
 * @param onClose Told how the server closes the connection.
 */
export function createCloseWatch(onClose: (code: number, reason: string) => void): (chunk: Buffer) => void {
  let rest: Buffer = Buffer.alloc(0);
  let toSkip = 0;
  return (chunk) => {
    let bytes = rest.length > 0 ? Buffer.concat([rest, chunk]) : chunk;
    rest = Buffer.alloc(0);
    while (toSkip < bytes.length) {
      bytes = bytes.subarray(toSkip);
      toSkip = 0;
      const frame = readFrame(bytes);
      if (!frame || (frame.opcode === opcodes.close && bytes.length < frame.end)) {
        rest = bytes;
        return;
      }
      if (frame.opcode === opcodes.close) {
        const { code, reason } = closeOf(payloadOf(bytes, frame));
        onClose(code, reason);
      }
      toSkip = frame.end;
    }
    toSkip -= bytes.length;
  };
}
