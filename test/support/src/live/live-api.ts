import type { IncomingHttpHeaders } from 'node:http';
import type { Gate, Operation, TokenProblem } from '@token-refresher/testing';

/**
 * What the API does at a connect instead of serving it.
 *
 * - `status`: answers the upgrade with this HTTP status and no WebSocket.
 * - `reset`: cuts the connection at the upgrade.
 * - `hold`: waits at a gate before the upgrade, then works as usual. The token is checked after the wait.
 * - `close`: closes the WebSocket with this code, as soon as it is open, instead of the acknowledgement, or right after it.
 * - `drop`: the same without a closing handshake, as a lost network does.
 * - `silence`: takes the WebSocket and never acknowledges.
 */
export type LiveBehaviour =
  | { readonly kind: 'status'; readonly status: number }
  | { readonly kind: 'reset' }
  | { readonly kind: 'hold'; readonly gate: Gate }
  | { readonly kind: 'close'; readonly code: number; readonly reason?: string; readonly at: ConnectStage }
  | { readonly kind: 'drop'; readonly at: ConnectStage }
  | { readonly kind: 'silence' };

/** A moment in a connect: the WebSocket is open, `connection_init` has come, the acknowledgement is sent. */
export type ConnectStage = 'open' | 'connection_init' | 'acknowledged';

/** One WebSocket upgrade that was asked for. */
export interface LiveConnect {
  /** When it had arrived, by the API's clock, in epoch milliseconds. */
  readonly at: number;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  /** The token it carried, where the API looks for it. */
  token: string | undefined;
  /** The payload of `connection_init`, once it has come. */
  params: Readonly<Record<string, unknown>> | undefined;
  /** `pending` until decided; then `acknowledged`, `refused` (Unauthorized) or the kind of the set behaviour. */
  outcome: string;
  /** Why it was refused. */
  reason: TokenProblem | 'told to refuse' | undefined;
  /** Every operation that was asked for, in order. */
  readonly operations: Operation[];
  /** How the WebSocket ended; of an upgrade that was not done, nothing. */
  closed: { readonly code: number; readonly reason: string } | undefined;
  /** Resolves when the connection is gone. */
  readonly finished: Promise<void>;
}

/** The API's GraphQL over WebSocket side (subprotocol `graphql-transport-ws`). */
export interface LiveApi {
  /** `ws://127.0.0.1:PORT/graphql` */
  readonly url: string;
  /** Where the token is looked for: `?token=` (the default, as Bitquery) or `Authorization` in `connection_init`. */
  takeTokenFrom(place: 'url' | 'connection_init'): void;
  /** How a bad token is refused. Default: HTTP 401 to the upgrade, or close 4403 instead of the acknowledgement. */
  refuseWith(refusal: LiveBehaviour): void;
  /** What happens at every connect, or the next `times`, whatever the token; `null`: back to work. */
  respondsWith(behaviour: LiveBehaviour | null, options?: { times?: number }): void;
  /**
   * Looks at the socket's token at each operation too, and says Unauthorized in an `error` message or in the `errors`
   * of a `next` message. Default `null`: the token is looked at once, when the socket connects.
   */
  checkOperations(shape: 'error' | 'next' | null): void;
  /** Says Unauthorized to every running subscription of every open WebSocket, in this kind of message. */
  refuseRunning(shape: 'error' | 'next'): void;
  /** Sockets that read so slowly that this many bytes wait for them are closed with 1013. Default: no limit. */
  limitBacklog(bytes: number): void;
  /** Subscriptions beyond this many are taken and stay silent, as at Bitquery. Default: no limit. */
  limitSubscriptions(count: number): void;

  /** In order of arrival. The array stays the same object. */
  readonly connects: readonly LiveConnect[];
  /** Resolves when `count` connects have arrived since the last reset. */
  connectsReached(count: number): Promise<void>;
  /** How many subscriptions, over whatever transport, receive trades now. */
  readonly subscriptions: number;
  /** Resolves when at least `count` receive trades at the same time. */
  subscriptionsReached(count: number): Promise<void>;
  /** Publishes the next trades to every subscription; returns their transaction hashes. Queries find them too. */
  publish(count?: number): string[];

  /** Closes every open WebSocket with this code. Their subscriptions end at once. */
  closeAll(code: number, reason?: string): void;
  /** Cuts every open WebSocket off without a closing handshake. Their subscriptions end at once. */
  dropAll(): void;
}
