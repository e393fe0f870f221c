import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What the endpoint answers: JSON or text with a status, or whatever a function does with the response. */
export type Answer =
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

/** A token endpoint on a real socket that gives the `answer` it was last told to. */
export interface LocalEndpoint extends AsyncDisposable {
  readonly url: string;
  readonly received: Received[];
  answer: Answer;
}

export const goodToken = { access_token: 'token-1', token_type: 'bearer', expires_in: 17999, scope: 'api' };

export async function startLocalEndpoint(answer: Answer = { json: goodToken }): Promise<LocalEndpoint> {
  const received: Received[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    received.push({ method: request.method ?? '', url: request.url ?? '', headers: request.headers, body });
    give(endpoint.answer, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const endpoint: LocalEndpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/oauth2/token`,
    received,
    answer,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return endpoint;
}

function give(answer: Answer, response: ServerResponse): void {
  if (typeof answer === 'function') {
    answer(response);
    return;
  }
  const type = 'json' in answer ? 'application/json;charset=UTF-8' : 'text/html';
  response.writeHead(answer.status ?? 200, { 'content-type': type, 'cache-control': 'no-store', ...answer.headers });
  response.end('json' in answer ? JSON.stringify(answer.json) : answer.text);
}
