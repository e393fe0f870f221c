import { failInPage } from '../options/only-on-servers.ts';
import { incomingBody } from './incoming-body.ts';
import type { NodeHandler, NodeResponse } from './node-http.ts';
import { sendResponse } from './send-response.ts';
import { webRequest } from './web-request.ts';

const caller = 'toNodeHandler';

/**
 * Makes of a web-standard request handler, such as {@link createTokenBroker} and {@link createGraphQLProxy} return, one for
 * `node:http` and Express 4 and 5.
 *
 * ```ts
 * app.all('/api/token', toNodeHandler(broker));
 * createServer(toNodeHandler(broker)).listen(8080);
 * ```
 *
 * The response is streamed. When the client leaves, the request's `signal` is aborted and the response's body cancelled. A
 * body that `express.json()` and the like have read before is taken from `request.body`. What the client sends beyond that
 * which the handler reads is discarded.
 *
 * A request that the web knows none of (no valid `Host`, the method `TRACE`) gets HTTP 400. What the handler throws is given
 * to `next`, for Express's error handling; without `next`, the response is HTTP 500 without details.
 *
 * @throws TypeError at once when `handler` is not a function.
 */
export function toNodeHandler(handler: (request: Request) => Response | Promise<Response>): NodeHandler {
  failInPage(caller);
  if (typeof handler !== 'function') {
    throw new TypeError(`${caller}: takes a request handler, such as createTokenBroker and createGraphQLProxy return.`);
  }
  return async (incoming, outgoing, next) => {
    const client = new AbortController();
    outgoing.on('close', () => {
      if (!outgoing.writableFinished) client.abort(new Error('The client has left.'));
    });
    const body = incomingBody(incoming);
    let request: Request;
    try {
      request = webRequest(incoming, body, client.signal);
    } catch {
      return endWith(400, outgoing);
    }
    try {
      await sendResponse(await handler(request), outgoing);
    } catch (error) {
      if (next) next(error);
      else endWith(500, outgoing);
    } finally {
      body.discard();
    }
  };
}

function endWith(status: number, outgoing: NodeResponse): void {
  if (outgoing.headersSent) {
    outgoing.destroy();
    return;
  }
  outgoing.statusCode = status;
  outgoing.end();
}
