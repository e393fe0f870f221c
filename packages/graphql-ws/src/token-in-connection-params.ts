import {
  assertTokenRefresher,
  authorizationHeaders,
  checkOptionNames,
  invalidOption,
  type TokenRefresher,
} from '@token-refresher/core';
import { createTokenWebSocket } from './socket/token-web-socket.ts';

type Params = Record<string, unknown>;

/** Options of {@link tokenInConnectionParams}. */
export interface ConnectionParamsOptions {
  /** What else goes into `connection_init`, as graphql-ws takes it: an object, or a function that is called at each connect. */
  readonly connectionParams?: Params | (() => Promise<Params | undefined> | Params | undefined) | undefined;
  /**
   * Where the token goes.
   *
   * @defaultValue the headers that a request would have: `(token) => ({ Authorization: 'Bearer ' + token })`, or what the
   * refresher's option `header` makes
   */
  readonly paramsFor?: ((token: string) => Params) | undefined;
  /**
   * What opens the sockets, such as `WebSocket` of the package `ws`. Here, and not in the options of `createClient`.
   *
   * @defaultValue the global `WebSocket`
   */
  readonly webSocketImpl?: unknown;
}

/** The part of graphql-ws's `createClient` options that {@link tokenInConnectionParams} makes. */
export interface TokenInConnectionParams {
  /** Your own `connectionParams` and the token, if somebody is signed in. */
  readonly connectionParams: () => Promise<Params>;
  /** Opens the sockets, and knows about tokens. It takes the place of a `webSocketImpl` that you would pass. */
  readonly webSocketImpl: unknown;
  /**
   * Closes every acknowledged socket that was opened with these options; graphql-ws reconnects at once, with the current
   * token, and subscribes again. Nothing is delivered twice; what is published in between is missed. A socket with a
   * mutation under way is closed after its response.
   *
   * @returns a promise that resolves when the sockets are closed.
   * @throws TokenRequestError (as a rejection) when there is no token to reconnect with; the sockets stay as they are. When
   * nobody is signed in, they are replaced by sockets without a token.
   */
  readonly reconnect: () => Promise<void>;
}

const caller = 'tokenInConnectionParams';

/**
 * The part of graphql-ws's `createClient` options with which every `connection_init` carries the current token.
 *
 * @example
 * ```ts
 * const client = createClient({ url: 'wss://api.example.com/graphql', ...tokenInConnectionParams(tokens) });
 * ```
 *
 * @throws TypeError when an option is unknown or cannot be used; the message names it.
 */
export function tokenInConnectionParams(
  tokens: TokenRefresher,
  options: ConnectionParamsOptions = {},
): TokenInConnectionParams {
  assertTokenRefresher(caller, tokens);
  checkOptionNames(caller, options, ['connectionParams', 'paramsFor', 'webSocketImpl']);
  const { connectionParams, webSocketImpl } = options;
  const { paramsFor = (token: string): Params => authorizationHeaders(tokens, token) } = options;
  if (connectionParams !== undefined && !/object|function/.test(typeof connectionParams)) {
    throw invalidOption(caller, 'connectionParams', 'must be an object, or a function that returns one');
  }
  if (typeof paramsFor !== 'function') {
    throw invalidOption(
      caller,
      'paramsFor',
      'must be a function that returns an object, such as (token) => ({ token })',
    );
  }
  const socket = createTokenWebSocket(caller, tokens, { webSocketImpl });
  return {
    async connectionParams() {
      socket.assertInUse();
      // At once: the socket that is open now is the one that asks.
      const token = socket.token();
      const own = typeof connectionParams === 'function' ? await connectionParams() : connectionParams;
      return { ...own, ...(token !== undefined && paramsFor(token)) };
    },
    webSocketImpl: socket.webSocketImpl,
    reconnect: socket.reconnect,
  };
}
