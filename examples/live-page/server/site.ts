import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { createTokenRefresher } from '@token-refresher/core';
import { clientCredentials, createTokenBroker } from '@token-refresher/server';
import { Hono } from 'hono';
import type { Backend } from './backend.ts';
import { standInControls } from './stand-in-controls.ts';

/** Answers everything that is not under `/api`. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse) => void;

/** Options of {@link startSite}. */
export interface SiteOptions {
  /** Default: a free one. */
  readonly port?: number;
  /** Milliseconds that only ever grow, by which the broker counts its pauses. Default: the system's. */
  readonly monotonicNow?: () => number;
  /** How long a request for a token may take, in milliseconds. Default: 3000, as a page waits 10 seconds for the broker. */
  readonly timeoutMs?: number;
}

/** A running site. */
export interface Site {
  /** `http://127.0.0.1:PORT/` */
  readonly url: string;
  readonly server: Server;
  close(): Promise<void>;
}

/** The server of a page: its files, the broker that gives it tokens, and what the buttons of this example do. */
export async function startSite(backend: Backend, page: PageHandler, options: SiteOptions = {}): Promise<Site> {
  const { api, credentials, standIn } = backend;
  const { port = 0, monotonicNow = () => performance.now(), timeoutMs = 3_000 } = options;
  const tokens = createTokenRefresher(clientCredentials(credentials), { timeoutMs });
  // In the place of a sign-in: whoever has opened the page may have a token.
  let session = '';
  const isSignedIn = ({ headers }: Request) => headers.get('cookie')?.split('; ').includes(session) === true;

  let brokerRequests = 0;
  const broker = createTokenBroker({
    tokens,
    authorize: isSignedIn,
    clock: { now: Date.now, monotonicNow },
    onEvent(event) {
      brokerRequests++;
      if (event.type === 'failed') console.error(`   the broker had no token to give: ${event.error}`);
    },
  });

  const app = new Hono();
  app.all('/api/token', ({ req }) => broker(req.raw));
  app.get('/api/address', (context) => context.json(api));
  if (standIn) {
    const controls = standInControls({ standIn, isSignedIn, brokerRequests: () => brokerRequests, monotonicNow });
    app.route('/api/stand-in', controls);
  }

  const apiListener = getRequestListener(app.fetch);
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/api/')) {
      void apiListener(request, response);
      return;
    }
    response.setHeader('set-cookie', `${session}; HttpOnly; SameSite=Strict; Path=/`);
    page(request, response);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: bound } = server.address() as AddressInfo;
  // Cookies are shared by all ports of a host, and another example may be running.
  session = `session-${bound}=${randomUUID()}`;
  return {
    url: `http://127.0.0.1:${bound}/`,
    server,
    async close() {
      tokens.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
