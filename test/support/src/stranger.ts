import type { ReceivedRequest } from '@token-refresher/testing';
import { createRequestLog, receive, startHttpServer } from './testing-inside.ts';

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
  const http = await startHttpServer(async (request, sent) => {
    const { entry, ends } = await receive(request, Date.now, sent);
    log.add(entry);
    return ends(
      Response.json({
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
