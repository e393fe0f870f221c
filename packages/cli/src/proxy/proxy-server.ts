import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import type { TokenRefresher } from '@token-refresher/core';
import type { GraphiQLPage } from '../graphiql/graphiql-page.ts';
import { type DenialReason, denied } from '../proxy-error.ts';
import { respondOn } from '../websocket/raw-response.ts';
import type { TokenPlace } from '../websocket/token-place.ts';
import { createTunnel } from '../websocket/tunnel.ts';
import { isAdmitted } from './admission.ts';
import { createForwarder } from './forwarder.ts';
import { targetOf } from './target.ts';

/** How long responses that are under way may go on when the proxy is ended, in milliseconds. */
const graceMs = 500;

export interface ProxySettings {
  readonly tokens: TokenRefresher;
  readonly api: URL;
  /** 0 takes a free one. */
  readonly port: number;
  readonly websocketToken: TokenPlace;
  readonly page: GraphiQLPage | undefined;
}

/** A proxy that listens. */
export interface ProxyServer {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Listens no longer; what is under way may go on for half a second. */
  close(): Promise<void>;
}

/** Listens on loopback. Rejects with the system's error when the port is taken. */
export async function startProxyServer(settings: ProxySettings): Promise<ProxyServer> {
  const { tokens, api, websocketToken, page } = settings;
  const { forward, close: closeForwarder } = createForwarder(tokens, api);
  const tunnel = createTunnel(tokens, websocketToken);
  const sockets = new Set<Socket>();
  let port = settings.port;

  const deny = (request: IncomingMessage, response: ServerResponse, reason: DenialReason) => {
    const { status, headers, body } = denied(reason);
    // What is left of the request's body is not waited for.
    response.writeHead(status, { ...headers, connection: 'close' }).end(body);
    request.resume();
  };
  const respond = async (request: IncomingMessage, response: ServerResponse) => {
    const { method = 'GET', url = '', headers } = request;
    if (!isAdmitted(headers, port)) return deny(request, response, 'foreign');
    const isRead = method === 'GET' || method === 'HEAD';
    if (isRead && (await page?.respond(pathOf(url), response))) return;
    const target = targetOf(url, api);
    if (!target) return deny(request, response, 'path');
    if (method === 'TRACE') return deny(request, response, 'method');
    const hasBody = headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
    if (isRead && hasBody) return deny(request, response, 'body');
    await forward(request, response, target);
  };

  // Java's HttpClient asks for HTTP/2 (h2c) by an upgrade, which may be ignored. Node 20 knows no such option.
  const server = createServer({ shouldUpgradeCallback: isWebSocket }, (request, response) => {
    void respond(request, response);
  });
  // Uploads may take their time.
  server.requestTimeout = 0;
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('upgrade', (request, socket, head) => {
    const target = targetOf(request.url ?? '', api);
    const reason = !isAdmitted(request.headers, port)
      ? 'foreign'
      : !isWebSocket(request)
        ? 'upgrade'
        : target
          ? undefined
          : 'path';
    if (reason === undefined && target) return void tunnel(request, socket, head, target);
    const { status, headers, body } = denied(reason ?? 'path');
    respondOn(socket, status, headers, body);
  });

  await listen(server, port);
  port = (server.address() as AddressInfo).port;
  return {
    origin: `http://127.0.0.1:${port}`,
    async close() {
      const ended = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeIdleConnections();
      const timer = setTimeout(() => {
        for (const socket of sockets) socket.destroy();
      }, graceMs);
      await ended;
      clearTimeout(timer);
      for (const socket of sockets) socket.destroy();
      closeForwarder();
    },
  };
}

function isWebSocket({ headers }: IncomingMessage): boolean {
  return /^websocket$/i.test(headers.upgrade ?? '');
}

function pathOf(url: string): string {
  return url.split('?', 1)[0] ?? '';
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => resolve());
  });
}
