import { createServer, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';

/** A host of the README that listens. */
export interface RunningHost {
  /** The broker's address. */
  readonly url: string;
  close(): Promise<void>;
}

type Handler = (request: Request, ...more: unknown[]) => Response | Promise<Response>;

/** Runs a module that calls `listen` by itself, on whatever port is free. */
export async function runServer(file: string): Promise<RunningHost> {
  const started: Server[] = [];
  const { listen } = Server.prototype;
  Server.prototype.listen = function (this: Server, ...options: unknown[]) {
    started.push(this);
    return Reflect.apply(listen, this, options);
  };
  process.env.PORT = '0';
  try {
    await import(file);
  } finally {
    Server.prototype.listen = listen;
    delete process.env.PORT;
  }
  const [server] = started;
  if (!server) throw new Error(`${file} did not start a server.`);
  return listening(server);
}

/** Serves a route file of Next.js as its router does: a function for each method, called with the request and a context. */
export async function runRoute(file: string): Promise<RunningHost> {
  const route: Record<string, Handler> = await import(file);
  return serve((request) => {
    const handle = route[request.method];
    return handle?.(request, { params: Promise.resolve({}) }) ?? new Response(null, { status: 405 });
  });
}

/** Serves a module whose default export has `fetch`. */
export async function runFetch(file: string): Promise<RunningHost> {
  const { default: app }: { default: { fetch: Handler } } = await import(file);
  return serve((request) => app.fetch(request));
}

function serve(handle: Handler): Promise<RunningHost> {
  return listening(createServer(getRequestListener(handle)).listen(0));
}

async function listening(server: Server): Promise<RunningHost> {
  if (!server.listening) await new Promise((resolve) => server.once('listening', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/api/token`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
