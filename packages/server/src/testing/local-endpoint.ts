import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A response of the endpoint: JSON or text with a status, or whatever a function does. */
export type ScriptedResponse =
  | { status?: number; headers?: Record<string, string>; json: unknown }
  | { status?: number; headers?: Record<string, string>; text: string }
  | ((response: ServerResponse) => void);

/** A request as it came over the wire. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A token endpoint on a real socket that gives the `response` it was last told to. */
export interface LocalEndpoint extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  response: ScriptedResponse;
}

export const goodToken = { access_token: 'token-1', token_type: 'bearer', expires_in: 17999, scope: 'api' };

export async function startLocalEndpoint(response: ScriptedResponse = { json: goodToken }): Promise<LocalEndpoint> {
  const received: Received[] = [];
  const server = createServer(async (request, stream) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    received.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    give(endpoint.response, stream);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint: LocalEndpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth2/token`,
    received,
    response,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return endpoint;
}

function give(response: ScriptedResponse, stream: ServerResponse): void {
  if (typeof response === 'function') {
    response(stream);
    return;
  }
  const type = 'json' in response ? 'application/json;charset=UTF-8' : 'text/html';
  const headers = { 'content-type': type, 'cache-control': 'no-store', ...response.headers };
  stream.writeHead(response.status ?? 200, headers);
  stream.end('json' in response ? JSON.stringify(response.json) : response.text);
}
