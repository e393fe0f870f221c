import { type Attempt, startAttempt, type TokenRefresher } from '@token-refresher/core';

/** A message of graphql-transport-ws, as far as it matters here. */
export interface Message {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly payload?: unknown;
}

/** The operations on one socket that the server has not answered yet. */
export interface OperationsInFlight {
  /** Whether there are none, so that no message need be looked at. */
  readonly isEmpty: () => boolean;
  /** Takes note of what the client sends. */
  sent(message: Message): void;
  /** Takes note of what the server sends. Returns whether the message is kept back, because a new token may help. */
  received(message: Message, data: string): boolean;
}

/** What {@link operationsInFlight} works with. */
export interface OperationsInFlightParts {
  readonly tokens: TokenRefresher;
  /** The socket's token. */
  readonly token: string;
  /** Operations that have been refused once, by id; shared by all sockets of a client. */
  readonly refusedOnce: Map<unknown, Attempt>;
  /** There is a new token: lets the client send its operations over a new socket. */
  readonly replace: () => void;
  /** Hands a message on that was kept back in vain. */
  readonly deliver: (data: string) => void;
}

/** Looks at the first answer to each operation, and keeps it back while a new token is fetched if it says "Unauthorized". */
export function operationsInFlight(parts: OperationsInFlightParts): OperationsInFlight {
  const { tokens, token, refusedOnce, replace, deliver } = parts;
  const unanswered = new Map<unknown, { readonly attempt: Attempt; kept?: string[] }>();
  const forget = (id: unknown) => {
    unanswered.delete(id);
    refusedOnce.delete(id);
  };
  return {
    isEmpty: () => unanswered.size === 0,
    sent({ type, id, payload }) {
      if (type === 'subscribe') {
        const { query } = payload as { query: string };
        unanswered.set(id, { attempt: refusedOnce.get(id) ?? startAttempt(tokens, { token, operation: () => query }) });
      } else if (type === 'complete') forget(id);
    },
    received({ type, id, payload }, data) {
      const operation = unanswered.get(id);
      if (operation?.kept) return operation.kept.push(data) > 0;
      const retry = operation?.attempt.retry({ body: type === 'error' ? { errors: payload } : payload });
      if (!operation || !retry) {
        forget(id);
        return false;
      }
      const kept = [data];
      operation.kept = kept;
      refusedOnce.set(id, operation.attempt);
      const giveUp = () => {
        forget(id);
        kept.forEach(deliver);
      };
      retry.then((newToken) => (newToken === undefined ? giveUp() : replace()), giveUp);
      return true;
    },
  };
}
