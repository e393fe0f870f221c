import { assertTokenRefresher, invalidOption, type TokenRefresher, TokenRequestError } from '@token-refresher/core';
import { createPastOperations } from './past-operations.ts';
import type { SocketClass } from './runtime-socket.ts';
import { states, TokenSocket } from './token-socket.ts';
import type { ReplaceableSocket } from './token-socket-parts.ts';

/** What came of {@link createTokenWebSocket}. */
export interface TokenWebSocket {
  /** For graphql-ws's option of this name. */
  readonly webSocketImpl: unknown;
  /** @throws TypeError when graphql-ws was given another `webSocketImpl`. */
  assertInUse(): void;
  /** The token of the socket that asks, for its `connection_init`. */
  token(): string | undefined;
  /** Lets every acknowledged socket be replaced by a new one. */
  reconnect(): Promise<void>;
}

export interface TokenWebSocketOptions {
  /** The runtime's `WebSocket`, or one like it. */
  readonly webSocketImpl: unknown;
  /** Where the token goes, if it goes into the address; otherwise it goes into `connection_init`. */
  readonly inUrl?: TokenAddress | undefined;
}

export interface TokenAddress {
  /** Whether it is the address without the token. */
  readonly isOurs: (url: string) => boolean;
  readonly withToken: (token: string) => string;
}

/**
 * A WebSocket class for graphql-ws, whose sockets take their tokens from `tokens`.
 *
 * @param caller The public function that makes it, for messages.
 * @throws TypeError when an argument cannot be used.
 */
export function createTokenWebSocket(
  caller: string,
  tokens: TokenRefresher,
  { webSocketImpl = globalThis.WebSocket, inUrl }: TokenWebSocketOptions,
): TokenWebSocket {
  assertTokenRefresher(caller, tokens);
  const acknowledged = new Set<ReplaceableSocket>();
  const asking = new Map<ReplaceableSocket, string | undefined>();
  let opening: ReplaceableSocket | undefined;
  let isInUse = false;
  let timesAsked = 0;
  const parts = {
    tokens,
    webSocketImpl: checkWebSocket(caller, webSocketImpl),
    addressWith: inUrl?.withToken,
    past: createPastOperations(),
    acknowledged,
    asking,
    opened(socket: ReplaceableSocket, ask: () => unknown) {
      opening = socket;
      try {
        return ask();
      } finally {
        opening = undefined;
      }
    },
    assertAddress(url: string) {
      if (inUrl && !inUrl.isOurs(url)) throw misplaced(caller, 'argument url', 'address goes');
    },
  };

  function TokenWebSocket(url: string, protocols: string): TokenSocket {
    const timesBefore = timesAsked;
    const assertParams = () => {
      // Not a comparison of what is sent: a function may add to what ours returns.
      if (inUrl || timesAsked > timesBefore) return;
      throw misplaced(
        caller,
        'option "connectionParams"',
        `connectionParams go, as in ${caller}(tokens, { connectionParams })`,
      );
    };
    return new TokenSocket({ ...parts, assertParams }, url, protocols);
  }
  return {
    webSocketImpl: new Proxy(Object.assign(TokenWebSocket, states), {
      // createClient looks whether it has what a WebSocket class has, before anything else.
      has(target, property) {
        isInUse = true;
        return property in target;
      },
    }),
    assertInUse() {
      if (!isInUse) throw misplaced(caller, 'option "webSocketImpl"', 'WebSocket class goes');
    },
    token() {
      timesAsked += 1;
      if (opening) return asking.get(opening);
      // Later than at once, it is not known who asks: it may be a socket to where the token may not go.
      const candidates = [...asking.values()];
      return candidates.includes(undefined) ? undefined : candidates.at(-1);
    },
    async reconnect() {
      await tokens.getToken().catch((error: unknown) => {
        if (!TokenRequestError.is(error) || error.code !== 'signed_out') throw error;
      });
      await Promise.all(Array.from(acknowledged, (socket) => socket.replace()));
    },
  };
}

function misplaced(caller: string, name: string, whatGoes: string): TypeError {
  return new TypeError(
    `${caller}: ${name} is where your ${whatGoes}: createClient was given its own beside the part that ${caller} made, which is therefore without effect.`,
  );
}

function checkWebSocket(caller: string, webSocketImpl: unknown): SocketClass {
  if (webSocketImpl === undefined) {
    throw invalidOption(
      caller,
      'webSocketImpl',
      `is needed, because this runtime has no WebSocket. Give ${caller} the one of the package ws; createClient must not get it`,
    );
  }
  if (typeof webSocketImpl !== 'function') {
    throw invalidOption(caller, 'webSocketImpl', "must be a WebSocket class, such as the package ws's WebSocket");
  }
  return webSocketImpl as SocketClass;
}
