import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

/** A listening server of one origin. */
export interface HttpServer {
  /** For whoever adds a protocol to it, such as WebSocket (`upgrade` event). */
  readonly server: Server;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** How many connections are open. */
  readonly openSockets: number;
  /** Stops listening and destroys every open connection, upgraded ones too. */
  close(): Promise<void>;
}

/** Starts `handle` on a free port of the loopback interface. */
export async function startHttpServer(
  handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<HttpServer> {
  const sockets = new Set<Socket>();
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
      response.end(`The local API failed: ${error}`);
    });
  });
  // An idle connection that the server closed just as a client reuses it would look like a lost request.
  server.keepAliveTimeout = 0;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  return {
    server,
    origin: `http://127.0.0.1:${port}`,
    get openSockets() {
      return sockets.size;
    },
    close() {
      closed ??= new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      });
      return closed;
    },
  };
}
