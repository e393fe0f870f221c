import type { TokenRefresher } from '@token-refresher/core';
import type { PastOperations } from './past-operations.ts';
import type { SocketClass } from './runtime-socket.ts';

/** An acknowledged socket. */
export interface ReplaceableSocket {
  /** Lets graphql-ws replace it; resolves when it has ended. */
  replace(): Promise<void>;
}

/** What a socket is made with. All but `assertParams` is shared by the sockets that are made with the same options. */
export interface TokenSocketParts {
  readonly tokens: TokenRefresher;
  readonly webSocketImpl: SocketClass;
  /** The address that has the token in it, if it goes there. */
  readonly addressWith: ((token: string) => string) | undefined;
  readonly past: PastOperations;
  readonly acknowledged: Set<ReplaceableSocket>;
  /** The sockets that have opened and have not sent their `connection_init`, each with its token. */
  readonly asking: Map<ReplaceableSocket, string | undefined>;
  /** Lets graphql-ws ask for the `connectionParams` of one of these. Returns what `ask` returns. */
  readonly opened: (socket: ReplaceableSocket, ask: () => unknown) => unknown;
  /** @throws TypeError when graphql-ws was given another `url`, which the address with the token would replace. */
  readonly assertAddress: (url: string) => void;
  /** @throws TypeError when graphql-ws was given other `connectionParams`, which have no token. */
  readonly assertParams: () => void;
}
