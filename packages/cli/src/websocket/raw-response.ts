import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

/** Ends a socket that is no WebSocket yet with an HTTP response. */
export function respondOn(
  socket: Duplex,
  status: number,
  headers: Readonly<Record<string, string>>,
  body: string,
): void {
  const length = { 'content-length': `${Buffer.byteLength(body)}`, connection: 'close' };
  socket.end(`${headOf(status, Object.entries({ ...headers, ...length }))}${body}`);
}

/** The first lines of a response, up to the empty one. */
export function headOf(status: number, headers: readonly (readonly [string, string])[]): string {
  const lines = headers.map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines.join('')}\r\n`;
}
