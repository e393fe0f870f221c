import {
  assertTokenRefresher,
  checkOptionNames,
  invalidOption,
  requestDestination,
  type TokenRefresher,
} from '@token-refresher/core';
import { createTokenWebSocket } from './socket/token-web-socket.ts';

/** Options of {@link tokenInUrl}. */
export interface UrlOptions {
  /**
   * The query parameter that carries the token. RFC 6750 section 2.3 has `access_token`, Bitquery `token`.
   *
   * @defaultValue `'token'`
   */
  readonly parameter?: string | undefined;
  /**
   * What opens the sockets, such as `WebSocket` of the package `ws`. Here, and not in the options of `createClient`.
   *
   * @defaultValue the global `WebSocket`
   */
  readonly webSocketImpl?: unknown;
}

/** The part of graphql-ws's `createClient` options that {@link tokenInUrl} makes. */
export interface TokenInUrl {
  /**
   * Returns the address without the token, which is added to each socket's own.
   *
   * @throws TypeError when `createClient` was given another `webSocketImpl` beside this part.
   */
  readonly url: () => string;
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

const caller = 'tokenInUrl';

/**
 * The part of graphql-ws's `createClient` options with which every socket is opened with the current token in its URL.
 *
 * @example
 * ```ts
 * const client = createClient({ ...tokenInUrl(tokens, bitquery.webSocket), retryAttempts: 20 });
 * ```
 *
 * @param url `wss://…`; `ws://` only to this machine and to hosts of the refresher's `allowInsecureRequests`.
 * @throws TypeError when an argument or option cannot be used, or an option is unknown; the message names it.
 */
export function tokenInUrl(tokens: TokenRefresher, url: string | URL, options: UrlOptions = {}): TokenInUrl {
  assertTokenRefresher(caller, tokens);
  checkOptionNames(caller, options, ['parameter', 'webSocketImpl']);
  const { parameter = 'token', webSocketImpl } = options;
  const { href = '', isAllowed } = requestDestination(tokens, url, url);
  if (!/^wss?:/.test(href)) {
    throw new TypeError(`${caller}: url must be a WebSocket URL such as 'wss://api.example.com/graphql'.`);
  }
  const address = new URL(href);
  if (!isAllowed) {
    throw new TypeError(
      `${caller}: url leads to ${address.host}, where the token may not go: it must be wss, or a host of the refresher's allowInsecureRequests, and among its origins.`,
    );
  }
  if (typeof parameter !== 'string' || !parameter) {
    throw invalidOption(caller, 'parameter', "must be the name of a query parameter, such as 'token'");
  }
  address.searchParams.delete(parameter);
  const socket = createTokenWebSocket(caller, tokens, {
    webSocketImpl,
    inUrl: {
      isOurs: (other) => searchSerialized(other) === address.href,
      withToken(token) {
        const withToken = new URL(address);
        withToken.searchParams.set(parameter, token);
        return withToken.href;
      },
    },
  });
  return {
    url() {
      socket.assertInUse();
      return address.href;
    },
    webSocketImpl: socket.webSocketImpl,
    reconnect: socket.reconnect,
  };
}

/** The URL as it reads when its parameters have been written anew; `undefined` when it is none. */
function searchSerialized(url: string): string | undefined {
  try {
    const serialized = new URL(url);
    serialized.search = String(serialized.searchParams);
    return serialized.href;
  } catch {
    return undefined;
  }
}
