import { mayCarryToken, type TokenRefresher } from '@token-refresher/core';
import { tokenWebSocket } from './socket/token-web-socket.ts';

/** Options of {@link tokenInUrl}. */
export interface UrlOptions {
  /** The query parameter that carries the token. Default: `token`, as Bitquery; RFC 6750 section 2.3 has `access_token`. */
  readonly parameter?: string | undefined;
  /** What opens the sockets, such as `WebSocket` of the package `ws`. Default: the global `WebSocket`. */
  readonly webSocketImpl?: unknown;
}

/** The part of graphql-ws's `createClient` options that {@link tokenInUrl} makes. */
export interface TokenInUrl {
  /** Without the token, which is added to each socket's own address. */
  readonly url: string;
  /** Opens the sockets, and knows about tokens. It replaces a `webSocketImpl` that you would pass. */
  readonly webSocketImpl: unknown;
  /**
   * Closes every acknowledged socket that was opened with these options; graphql-ws reconnects at once, with the present
   * token, and subscribes again. Nothing is delivered twice; what is published in between is missed.
   *
   * @throws TokenRequestError (as a rejection) when there is no token to reconnect with; the sockets stay as they are.
   */
  readonly reconnect: () => Promise<void>;
}

/**
 * The part of graphql-ws's `createClient` options with which every socket is opened with the present token in its URL:
 * `createClient({ ...tokenInUrl(tokens, bitquery.webSocket), on, retryAttempts })`.
 *
 * @param url `wss://…`; `ws://` only to this machine.
 * @throws TypeError when an argument cannot be used; the message names it.
 */
export function tokenInUrl(tokens: TokenRefresher, url: string | URL, options: UrlOptions = {}): TokenInUrl {
  const { parameter = 'token', webSocketImpl } = options;
  const address = URL.canParse(url) ? new URL(url) : undefined;
  if (!address || !/^wss?:$/.test(address.protocol)) {
    throw new TypeError("url must be a WebSocket URL such as 'wss://api.example.com/graphql'.");
  }
  if (!mayCarryToken(tokens, address, address)) {
    throw new TypeError(
      `url: the token may not go to ${address.host}: it must be wss and among the refresher's origins.`,
    );
  }
  if (typeof parameter !== 'string' || !parameter) {
    throw new TypeError("parameter must be the name of a query parameter, such as 'token'.");
  }
  const socket = tokenWebSocket(tokens, webSocketImpl, (token) => {
    const withToken = new URL(address);
    withToken.searchParams.set(parameter, token);
    return withToken.href;
  });
  address.searchParams.delete(parameter);
  return { url: address.href, webSocketImpl: socket.webSocketImpl, reconnect: socket.reconnect };
}
