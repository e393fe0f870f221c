import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { authorizationHeaders, startAttempt, type TokenRefresher } from '@token-refresher/core';
import { failed } from '../proxy-error.ts';
import { headOf, respondOn } from './raw-response.ts';
import { relay } from './relay.ts';
import type { TokenPlace } from './token-place.ts';
import { type Refused, refusalOf, requestUpgrade, type Upgraded } from './upgrade-request.ts';

/** Serves a WebSocket upgrade. Never rejects. @param head What came with the request. */
export type Tunnel = (request: IncomingMessage, client: Duplex, head: Buffer, target: URL) => Promise<void>;

/**
 * WebSockets to the API that carry the token. Whether a refused one is opened once more is decided by the attempt; what
 * goes over it is passed on byte by byte.
 */
export function createTunnel(tokens: TokenRefresher, place: TokenPlace): Tunnel {
  return async (request, client, head, target) => {
    const caller = new AbortController();
    const { signal } = caller;
    client.once('close', () => caller.abort());
    client.on('error', () => {});
    const attempt = startAttempt(tokens);

    const open = async (token: string | undefined): Promise<Upgraded | Refused> => {
      const credentials = token === undefined ? undefined : { token, headers: authorizationHeaders(tokens, token) };
      const opened = await requestUpgrade(request, target, place, credentials);
      if ('socket' in opened) opened.socket.on('error', () => {});
      if (!signal.aborted) return opened;
      if ('socket' in opened) opened.socket.destroy();
      throw signal.reason;
    };
    const reopen = async (token: string): Promise<Upgraded | undefined> => {
      const opened = await open(token);
      if ('socket' in opened) return opened;
      attempt.retry(refusalOf(opened));
      return undefined;
    };

    try {
      let opened = await open(attempt.cachedToken() ?? (await attempt.getToken({ signal })));
      if (!('socket' in opened)) {
        const token = await attempt.retry(refusalOf(opened), { signal });
        opened = (token !== undefined && (await reopen(token))) || opened;
      }
      if (!('socket' in opened)) return refuse(client, opened);
      client.write(headOf(101, pairs(opened.response.rawHeaders)));
      relay({ client, head, place, attempt, reopen, signal }, opened);
    } catch (error) {
      if (signal.aborted) return;
      const { status, headers, body } = failed(error);
      respondOn(client, status, headers, body);
    }
  };
}

function refuse(client: Duplex, { response, body }: Refused): void {
  const { 'content-type': type, 'www-authenticate': challenge } = response.headers;
  respondOn(
    client,
    response.statusCode ?? 502,
    { ...(type && { 'content-type': type }), ...(challenge && { 'www-authenticate': challenge }) },
    body,
  );
}

/** Headers as they came, without the API's cookies. */
function pairs(rawHeaders: readonly string[]): [string, string][] {
  const all: [string, string][] = [];
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const [name = '', value = ''] = rawHeaders.slice(index, index + 2);
    if (name.toLowerCase() !== 'set-cookie') all.push([name, value]);
  }
  return all;
}
