import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';
import { onTestFinished } from 'vitest';

/** How a body travels. */
export const forms = ['with its length', 'in chunks', 'compressed'] as const;
export type Form = (typeof forms)[number];

export interface ScriptedApi {
  readonly url: string;
  readonly origin: string;
  /** What came, in order. */
  readonly requests: readonly {
    readonly method: string;
    readonly authorization: string | undefined;
    readonly headers: IncomingHttpHeaders;
    readonly body: string;
  }[];
}

export type ScriptedResponse = (response: ServerResponse, request: IncomingMessage) => void;

/** An API that answers each request as the test says, by its number from 0. Ends with the test. */
export async function startScriptedApi(respond: (index: number) => ScriptedResponse): Promise<ScriptedApi> {
  const requests: ScriptedApi['requests'][number][] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const { method = '', headers } = request;
    requests.push({ method, authorization: headers.authorization, headers, body });
    respond(requests.length - 1)(response, request);
  });
  server.keepAliveTimeout = 0;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { url: `${origin}/graphql`, origin, requests };
}

/** A JSON body in one of the forms. */
export function says(content: unknown, form: Form = 'with its length', status = 200): ScriptedResponse {
  const text = JSON.stringify(content);
  return (response) => {
    const type = { 'content-type': 'application/json' };
    if (form === 'with its length') {
      response.writeHead(status, { ...type, 'content-length': Buffer.byteLength(text) }).end(text);
    } else if (form === 'compressed') {
      response.writeHead(status, { ...type, 'content-encoding': 'gzip' }).end(gzipSync(text));
    } else {
      response.writeHead(status, type);
      response.write(text.slice(0, 20_000));
      setImmediate(() => response.end(text.slice(20_000)));
    }
  };
}

export function redirects(location: string, status = 307): ScriptedResponse {
  return (response) => void response.writeHead(status, { location }).end();
}
