import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { toNodeHandler } from '@token-refresher/server';
import express from 'express';
import { onTestFinished } from 'vitest';

type Handler = (request: Request) => Response | Promise<Response>;

/** One kind of server that `toNodeHandler` is for. */
export interface NodeHost {
  readonly name: string;
  /**
   * Serves the handler at `/api/ask`, in whatever way the host mounts it.
   *
   * @param parser What stands in front of it in Express; `other` is a parser for other bodies than those that come.
   */
  serve(handler: Handler, parser?: 'json' | 'text' | 'raw' | 'other'): Promise<string>;
}

const expressHost = (name: string, make: typeof express): NodeHost => ({
  name,
  serve(handler, parser) {
    const app = make();
    if (parser === 'other') app.use(make.urlencoded({ extended: false }));
    else if (parser) app.use(make[parser]({ type: () => true }));
    const router = make.Router();
    router.all('/ask', toNodeHandler(handler));
    app.use('/api', router);
    // What Express prints by itself would stand among the test's results.
    app.use(((error, _request, response, _next) => {
      response.status(500).end(`handled: ${error.message}`);
    }) as express.ErrorRequestHandler);
    return listening(createServer(app));
  },
});

/** Every kind. */
export const nodeHosts: readonly NodeHost[] = [
  expressHost('Express 5', express),
  expressHost('Express 4', createRequire(import.meta.url)('express-4') as typeof express),
  { name: 'node:http', serve: (handler) => listening(createServer(toNodeHandler(handler))) },
];

async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/ask`;
}
