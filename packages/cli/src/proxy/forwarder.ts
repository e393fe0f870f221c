import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { createAuthorizedFetch, type TokenRefresher } from '@token-refresher/core';
import { Agent, fetch as undiciFetch } from 'undici';
import { requestHeaders, responseHeaders } from '../passed-headers.ts';
import { failed } from '../proxy-error.ts';
import { requestBody } from './request-body.ts';

/** The way of HTTP requests to the API. */
export interface Forwarder {
  /** Forwards one request and its response. Never rejects. */
  forward(request: IncomingMessage, response: ServerResponse, target: URL): Promise<void>;
  /** Ends the connections to the API. */
  close(): void;
}

/** How the token is put on a request, and whether a request is sent again, is the core's authorized fetch. */
export function createForwarder(tokens: TokenRefresher, api: URL): Forwarder {
  // A subscription may be silent for hours, and the caller has limits of its own.
  const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });
  const send = (url: string, init: object) => undiciFetch(url, { ...init, dispatcher });
  const authorizedFetch = createAuthorizedFetch(tokens, {
    origins: [api.origin],
    fetch: send as unknown as typeof fetch,
  });

  const forward: Forwarder['forward'] = async (request, response, target) => {
    const { method = 'GET', headers } = request;
    const caller = new AbortController();
    response.once('close', () => caller.abort());
    try {
      const hasBody = method !== 'GET' && method !== 'HEAD';
      const body = hasBody ? await requestBody(request) : undefined;
      const sent: RequestInit & { duplex: 'half' } = {
        method,
        headers: requestHeaders(headers),
        redirect: 'manual',
        signal: caller.signal,
        duplex: 'half',
        ...(body !== undefined && { body }),
      };
      const received = await authorizedFetch(target.href, sent);
      response.writeHead(received.status, responseHeaders(received.headers, api).flat());
      response.flushHeaders();
      if (received.body === null || method === 'HEAD') response.end();
      else await pipeline(Readable.fromWeb(received.body as NodeReadableStream), response);
    } catch (error) {
      if (response.headersSent || caller.signal.aborted) {
        // The caller must not take a part for the whole.
        response.destroy();
        return;
      }
      const { status, headers: ours, body } = failed(error);
      response.writeHead(status, ours).end(body);
    }
  };
  return { forward, close: () => void dispatcher.destroy().catch(() => {}) };
}
