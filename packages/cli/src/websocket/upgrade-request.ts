import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { Duplex } from 'node:stream';
import type { ApiResponse } from '@token-refresher/core';
import { requestHeaders } from '../passed-headers.ts';
import type { TokenPlace } from './token-place.ts';

const maxBodyBytes = 65_536;

/** A WebSocket to the API. */
export interface Upgraded {
  readonly response: IncomingMessage;
  readonly socket: Duplex;
  /** What came with the response. */
  readonly head: Buffer;
  readonly credentials: Credentials | undefined;
}

/** A token, and the headers that put it on a request. */
export interface Credentials {
  readonly token: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** The API's response instead of a WebSocket. */
export interface Refused {
  readonly response: IncomingMessage;
  /** Its first 64 kB. */
  readonly body: string;
}

/** Asks the API for a WebSocket, with the token where it is looked for. Rejects when there is no response. */
export function requestUpgrade(
  { headers }: IncomingMessage,
  target: URL,
  place: TokenPlace,
  credentials: Credentials | undefined,
): Promise<Upgraded | Refused> {
  const url = new URL(target);
  if (place.in === 'url' && credentials) url.searchParams.set(place.name, credentials.token);
  const sent: Record<string, string> = {
    ...Object.fromEntries(requestHeaders(headers)),
    connection: 'Upgrade',
    upgrade: 'websocket',
    ...(place.in === 'header' && credentials?.headers),
  };
  // Compressed messages could not be looked into.
  if (place.in === 'connection_init') delete sent['sec-websocket-extensions'];
  return new Promise((resolve, reject) => {
    const send = url.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(url, { headers: sent, agent: false });
    request.once('upgrade', (response, socket, head) => resolve({ response, socket, head, credentials }));
    request.once('response', (response) => {
      readBody(response).then((body) => resolve({ response, body }), reject);
    });
    request.once('error', reject);
    request.end();
  });
}

/** As the attempt sees it. */
export function refusalOf({ response, body }: Refused): ApiResponse {
  return { status: response.statusCode, wwwAuthenticate: response.headers['www-authenticate'], body: parse(body) };
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes > maxBodyBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBodyBytes).toString('utf8');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
