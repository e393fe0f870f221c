import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { handleProtocols } from 'graphql-ws';
import { onTestFinished } from 'vitest';
import { WebSocketServer } from 'ws';

/**
 * Servers of several origins on this machine, each of which answers everything, over WebSockets too, and follows every wish to
 * be sent elsewhere. They know no persisted query before its text has come along.
 */
export interface Servers {
  /** `HOST:PORT` of each. */
  readonly hosts: readonly string[];
  /** The origins that have received the token in whatever form, as the client named them. */
  readonly receivers: Set<string>;
  readonly received: () => number;
}

export async function startServers(hosts: readonly string[], token: string): Promise<Servers> {
  const receivers = new Set<string>();
  let received = 0;
  const note = ({ headers }: IncomingMessage, said: string) => {
    if (said.includes(token)) receivers.add(`http://${headers.host}`);
  };
  const headOf = ({ rawHeaders, url }: IncomingMessage) => JSON.stringify(rawHeaders) + url;
  const start = async (host: string) => {
    const server: Server = createServer(async (request, response) => {
      let body = '';
      for await (const chunk of request) body += chunk;
      received++;
      note(request, headOf(request) + body);
      const location = redirectOf(request);
      if (location) response.writeHead(307, { location }).end();
      else response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(respond(request, body)));
    });
    const sockets = new WebSocketServer({ noServer: true, handleProtocols });
    server.on('upgrade', (request, socket, head) => {
      received++;
      note(request, headOf(request));
      const location = redirectOf(request);
      if (location) {
        socket.end(`HTTP/1.1 307 Temporary Redirect\r\nlocation: ${location}\r\n\r\n`);
        return;
      }
      sockets.handleUpgrade(request, socket, head, (opened) => {
        opened.on('message', (data) => {
          note(request, String(data));
          for (const message of answersTo(JSON.parse(String(data)))) opened.send(JSON.stringify(message));
        });
      });
    });
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(0, host.replace(/[[\]]/g, ''), resolve);
    });
    onTestFinished(() => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      return new Promise<void>((resolve) => server.close(() => resolve()));
    });
    return `${host}:${(server.address() as AddressInfo).port}`;
  };
  return { hosts: await Promise.all(hosts.map(start)), receivers, received: () => received };
}

const viewer = { data: { viewer: 'viewer' } };

function redirectOf({ url = '' }: IncomingMessage): string | undefined {
  const [, location] = /^\/to\/([^?]*)/.exec(url) ?? [];
  return location && decodeURIComponent(location);
}

function respond({ url = '' }: IncomingMessage, body: string): unknown {
  const asked: unknown = body.startsWith('{') || body.startsWith('[') ? JSON.parse(body) : undefined;
  if (Array.isArray(asked)) return asked.map(() => viewer);
  const inUrl = new URL(url, 'http://localhost').searchParams;
  const batch = inUrl.get('query')?.startsWith('[');
  if (batch) return JSON.parse(inUrl.get('query') ?? '').map(() => viewer);
  const { query = inUrl.get('query'), extensions = inUrl.get('extensions') } = Object(asked);
  if (!query && JSON.stringify(extensions)?.includes('persistedQuery')) {
    return { errors: [{ message: 'PersistedQueryNotFound', extensions: { code: 'PERSISTED_QUERY_NOT_FOUND' } }] };
  }
  return viewer;
}

function answersTo({ type, id }: { readonly type: string; readonly id?: string }): object[] {
  if (type === 'connection_init') return [{ type: 'connection_ack' }];
  if (type !== 'subscribe') return [];
  return [
    { type: 'next', id, payload: viewer },
    { type: 'complete', id },
  ];
}
