import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { Endpoint } from '../endpoints/token-endpoint.ts';
import { sendResponse } from './send-response.ts';

/** A listening server of one origin. */
export interface HttpServer {
  /** For whoever adds a protocol to it, such as WebSocket (`upgrade` event). */
  readonly server: Server;
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** How many connections are open. */
  readonly openSockets: number;
  /** Stops listening and destroys every open connection, upgraded ones too. */
  readonly close: () => Promise<void>;
}

/** Starts `endpoint` on the loopback interface. @param port By default a free one. */
export async function startHttpServer(endpoint: Endpoint, port = 0): Promise<HttpServer> {
  const sockets = new Set<Socket>();
  const server = createServer((incoming, outgoing) => {
    respond(endpoint, incoming, outgoing).catch((error: unknown) => {
      if (!outgoing.headersSent) outgoing.writeHead(500, { 'content-type': 'text/plain' });
      outgoing.end(`The test API failed: ${error}`);
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
    // A thousand clients at once must not wait for their connections to be tried again.
    server.listen({ port, host: '127.0.0.1', backlog: 4096 }, resolve);
  });
  const address = server.address() as AddressInfo;
  let closed: Promise<void> | undefined;
  return {
    server,
    origin: `http://127.0.0.1:${address.port}`,
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

async function respond(endpoint: Endpoint, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  let isReset = false;
  const sent = new Promise<boolean>((resolve) => {
    outgoing.on('close', () => {
      // A connection that the API itself reset is not the client's doing.
      resolve(!outgoing.writableFinished && !isReset);
    });
  });
  for await (const chunk of incoming) chunks.push(chunk as Buffer);
  const { method = 'GET', url = '/' } = incoming;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const headers = Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]);
  // Without a signal: tests put other classes in the place of the global ones, which a request does not take.
  const init = { method, headers, ...(hasBody && { body: Buffer.concat(chunks) }) };
  // Of its own host, whatever the request says: it may come through a proxy.
  const response = await endpoint(new Request(new URL(url, 'http://127.0.0.1'), init), sent);
  await sendResponse(response, outgoing, () => {
    isReset = true;
    outgoing.socket?.resetAndDestroy();
  });
}
