import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { turns } from './storm-faults.ts';

/**
 * Watches a server. What it returns resolves to how many connections are in use: those that have served and wait for a next
 * request, and those over which nothing has ever come, are closed before.
 */
export function watchSockets(server: Server): () => Promise<number> {
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  return async () => {
    for (let turn = 0; turn < 500 && open.size > 0; turn++) {
      server.closeIdleConnections();
      for (const socket of open) if (socket.bytesRead === 0) socket.destroy();
      await turns(1);
    }
    return open.size;
  };
}
