import { createServer, type Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import { getRequestListener } from '@hono/node-server';
import { createTokenRefresher } from '@token-refresher/core';
import { clientCredentials, createTokenBroker, type PageEvent, type TokenBrokerOptions } from '@token-refresher/server';
import { type LocalApi, startLocalApi } from '@token-refresher/test-support';
import * as esbuild from 'esbuild';

/** A site with a page and a token broker, and the API behind it. */
export interface BrokerSite {
  readonly api: LocalApi;
  readonly port: number;
  /** `http://localhost:PORT` */
  readonly origin: string;
  /** What became of each request to the broker. */
  readonly events: readonly PageEvent[];
  /** Requests that have arrived at the broker, preflights left out. */
  readonly brokerRequests: number;
  /** The paths of all requests, in order. */
  readonly paths: readonly string[];
  /** Resolves when so many broker requests have arrived. */
  brokerRequestsReached(count: number): Promise<void>;
  /** What the broker's address answers in the place of the broker; `null`: the broker. */
  respondWith(status: number | null, headers?: Record<string, string>): void;
  close(): Promise<void>;
}

/** What pages find in `globalThis.core`. */
export type Core = typeof import('@token-refresher/core');

declare global {
  /** Where a page keeps its refresher. */
  var tokens: ReturnType<Core['createTokenRefresher']>;
}

/** Starts a site whose every page has the core in `globalThis.core` and the session cookie that the broker asks for. */
export async function startBrokerSite(
  options: (port: number) => Partial<TokenBrokerOptions> = () => ({}),
): Promise<BrokerSite> {
  const api = await startLocalApi({ cors: true });
  const { tokenEndpoint, clientId, clientSecret } = api;
  const fetchToken = clientCredentials({ tokenEndpoint, clientId, clientSecret, scope: 'api' });
  const tokens = createTokenRefresher(fetchToken, { timeoutMs: 600_000 });
  const events: PageEvent[] = [];
  const script = await bundledCore();
  const paths: string[] = [];
  let brokerRequests = 0;
  let watchers: { count: number; resolve: () => void }[] = [];
  let instead: [status: number, headers: Record<string, string>] | undefined;

  const respond = async (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    paths.push(pathname);
    if (pathname !== '/api/token') {
      const headers = { 'content-type': 'text/html', 'set-cookie': 'session=1; HttpOnly; SameSite=Lax; Path=/' };
      return new Response(`<!doctype html><title>A page</title><script type="module">${script}</script>`, { headers });
    }
    if (request.method === 'POST') {
      brokerRequests++;
      for (const watcher of watchers) if (brokerRequests >= watcher.count) watcher.resolve();
      watchers = watchers.filter((watcher) => brokerRequests < watcher.count);
    }
    return instead ? new Response(null, { status: instead[0], headers: instead[1] }) : broker(request);
  };
  const server = createServer(getRequestListener(respond));
  const port = await listen(server);
  const broker = createTokenBroker({
    tokens,
    authorize: ({ headers }) => headers.get('cookie') === 'session=1',
    onEvent: (event) => events.push(event),
    // However long a test takes, no pause between two reports of a page is over.
    clock: { now: () => Date.now(), monotonicNow: () => 0 },
    ...options(port),
  });
  return {
    api,
    port,
    origin: `http://localhost:${port}`,
    events,
    paths,
    get brokerRequests() {
      return brokerRequests;
    },
    brokerRequestsReached: (count) =>
      brokerRequests >= count
        ? Promise.resolve()
        : new Promise((resolve) => watchers.push({ count, resolve: () => resolve() })),
    respondWith(status, headers = {}) {
      instead = status === null ? undefined : [status, headers];
    },
    async close() {
      tokens.close();
      server.closeAllConnections();
      await Promise.all([new Promise((resolve) => server.close(resolve)), api.close()]);
    },
  };
}

/** The core as a browser gets it, minified, which leaves itself in `globalThis.core`. */
async function bundledCore(): Promise<string> {
  const { outputFiles } = await esbuild.build({
    stdin: {
      contents: "import * as core from '@token-refresher/core'; globalThis.core = core;",
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
    },
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'browser',
    write: false,
  });
  return outputFiles[0]?.text ?? '';
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}
