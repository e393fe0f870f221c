import { startHttpServer } from './http-server.ts';
import { createRequestLog, type ReceivedRequest, receive } from './request-log.ts';

/** A server at another origin that takes whatever it is sent; what it gets must never hold a secret. */
export interface Stranger {
  /** `http://127.0.0.1:PORT` */
  readonly origin: string;
  /** Everything that came, bodies included. */
  readonly requests: readonly ReceivedRequest[];
  close(): Promise<void>;
}

/** Starts a server that answers every request as a token endpoint and a GraphQL API at once. */
export async function startStranger(): Promise<Stranger> {
  const log = createRequestLog<ReceivedRequest>();
  const http = await startHttpServer(async (request, response) => {
    log.add(await receive(request, response, Date.now));
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        access_token: 'a-token-from-a-stranger',
        expires_in: 3600,
        scope: 'api',
        token_type: 'bearer',
        data: { viewer: 'stranger' },
      }),
    );
  });
  return { origin: http.origin, requests: log.entries, close: () => http.close() };
}
