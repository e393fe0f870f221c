import type { TokenRefresher } from '@token-refresher/core';
import { tokenWebSocket } from './socket/token-web-socket.ts';

type Params = Record<string, unknown>;

/** Options of {@link tokenInConnectionParams}. */
export interface ConnectionParamsOptions {
  /** What else goes into `connection_init`, as graphql-ws takes it: an object, or a function that is called at each connect. */
  readonly connectionParams?: Params | (() => Promise<Params | undefined> | Params | undefined) | undefined;
  /** Where the token goes. Default: `(token) => ({ Authorization: 'Bearer ' + token })`. */
  readonly paramsFor?: ((token: string) => Params) | undefined;
  /** What opens the sockets, such as `WebSocket` of the package `ws`. Default: the global `WebSocket`. */
  readonly webSocketImpl?: unknown;
}

/** The part of graphql-ws's `createClient` options that {@link tokenInConnectionParams} makes. */
export interface TokenInConnectionParams {
  /** Your own `connectionParams` and the token. */
  readonly connectionParams: () => Promise<Params>;
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
 * The part of graphql-ws's `createClient` options with which every `connection_init` carries the present token:
 * `createClient({ url, ...tokenInConnectionParams(tokens), on, retryAttempts })`.
 *
 * @throws TypeError when an argument cannot be used; the message names it.
 */
export function tokenInConnectionParams(
  tokens: TokenRefresher,
  options: ConnectionParamsOptions = {},
): TokenInConnectionParams {
  const { connectionParams, webSocketImpl, paramsFor = bearer } = options;
  if (connectionParams !== undefined && !/object|function/.test(typeof connectionParams)) {
    throw new TypeError('connectionParams must be an object, or a function that returns one.');
  }
  if (typeof paramsFor !== 'function') {
    throw new TypeError('paramsFor must be a function that returns an object, such as (token) => ({ token }).');
  }
  const socket = tokenWebSocket(tokens, webSocketImpl);
  return {
    async connectionParams() {
      // At once: the socket that is open now is the one that asks.
      const token = socket.token();
      const own = typeof connectionParams === 'function' ? await connectionParams() : connectionParams;
      return { ...own, ...(token !== undefined && paramsFor(token)) };
    },
    webSocketImpl: socket.webSocketImpl,
    reconnect: socket.reconnect,
  };
}

function bearer(token: string): Params {
  return { Authorization: `Bearer ${token}` };
}
