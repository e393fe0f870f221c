import {
  type Attempt,
  mayCarryToken,
  startAttempt,
  type TokenRefresher,
  TokenRequestError,
} from '@token-refresher/core';
import { connectionEnded } from './connection-ended.ts';
import { endingStatus } from './ending-status.ts';
import { type Message, type OperationsInFlight, operationsInFlight } from './operations-in-flight.ts';
import { type Ending, openSocket, type Socket, type SocketClass } from './runtime-socket.ts';

/** What came of {@link tokenWebSocket}. */
export interface TokenWebSocket {
  /** For graphql-ws's option of this name. `undefined` where there is none, so that graphql-ws says what to do. */
  readonly webSocketImpl: unknown;
  /** The token of the socket that has just opened. */
  token(): string | undefined;
  /** Lets every acknowledged socket be replaced by a new one. */
  reconnect(): Promise<void>;
}

const states = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 };

/**
 * A WebSocket for graphql-ws. It takes a token each time that it opens, and when the server refuses that one, it opens
 * once more with another; graphql-ws sees one connect.
 *
 * @param addressWith The address that has the token in it, if it goes there.
 */
export function tokenWebSocket(
  tokens: TokenRefresher,
  webSocketImpl: unknown = globalThis.WebSocket,
  addressWith?: (token: string) => string,
): TokenWebSocket {
  startAttempt(tokens);
  if (webSocketImpl !== undefined && typeof webSocketImpl !== 'function') {
    throw new TypeError("webSocketImpl must be a WebSocket class, such as the package ws's WebSocket.");
  }
  /** One function per acknowledged socket, which makes graphql-ws replace it. */
  const replacements = new Set<() => void>();
  /** Operations that have been refused once, by id. */
  const refusedOnce = new Map<unknown, Attempt>();
  /** Whether an acknowledgement says that the token is good. Not if the server said the contrary after the last one. */
  let isAckProof = true;
  let openedWith: string | undefined;

  function connect(url: string, protocols: string): Socket {
    const waiting = new AbortController();
    const { signal } = waiting;
    let attempt = startAttempt(tokens);
    let inner: Socket | undefined;
    let operations: OperationsInFlight | undefined;
    let token: string | undefined;
    let isAcknowledged = false;
    let isProven = false;
    let isLeaving = false;

    const end = (error: Error) => {
      if (signal.aborted) return;
      waiting.abort();
      replacements.delete(replace);
      inner?.close(1000);
      socket.onclose?.(error);
    };

    // After 1000 graphql-ws reconnects at once if it has subscriptions, and counts it as no failure.
    const replace = () => end(connectionEnded(1000, 'Reconnect'));

    const fail = (error: unknown) => {
      const mayPass = TokenRequestError.is(error) && !error.permanent;
      end(connectionEnded(mayPass ? 1013 : 4005, 'No access token', (error as Error).message, error));
    };

    const prove = () => {
      isProven = isAckProof = true;
      attempt.retry({ status: 200 });
    };

    const open = (newToken: string | undefined) => {
      if (signal.aborted) return;
      token = newToken;
      const address = token !== undefined && addressWith ? addressWith(token) : url;
      inner = openSocket(webSocketImpl as SocketClass, address, protocols, {
        opened() {
          openedWith = token;
          socket.onopen?.();
        },
        received(data) {
          if (!signal.aborted && !isKeptBack(String(data))) socket.onmessage?.({ data });
        },
        ended(ending) {
          inner = undefined;
          afterwards(ending).catch(fail);
        },
      });
    };

    const afterwards = async (ending: Ending) => {
      const { code, reason, error } = ending;
      const isRefusedLate = isAcknowledged && (code === 4401 || code === 4403);
      if (isAcknowledged && !isRefusedLate && !isProven) prove();
      if ((isAcknowledged && !isRefusedLate) || isLeaving || token === undefined) return end(error);
      if (isRefusedLate) isAckProof = false;
      const status = await endingStatus(ending, url, addressWith !== undefined);
      let isRejected = false;
      const unsubscribe = tokens.subscribe(({ type }) => {
        isRejected ||= type === 'token-rejected';
      });
      const retry = attempt.retry({ status, body: reason, original: error }, { signal });
      unsubscribe();
      if (!isRejected) return end(error);
      const newToken = await retry;
      if (newToken === undefined) {
        const message = `The API refused the token, and a new one will not help. ${error.message}`;
        end(connectionEnded(4401, 'Unauthorized', message));
      } else if (isRefusedLate) replace();
      else open(newToken);
    };

    /** Looks at a message until all has been answered once. Returns whether graphql-ws is not to see it now. */
    const isKeptBack = (data: string): boolean => {
      if (isAcknowledged && !isProven) prove();
      if (isAcknowledged && (operations?.isEmpty() ?? true)) return false;
      const message = parse(data);
      if (message.type !== 'connection_ack') return operations?.received(message, data) ?? false;
      isAcknowledged = true;
      if (isAckProof) prove();
      if (token !== undefined) {
        attempt = startAttempt(tokens, { token });
        const deliver = (kept: string) => socket.onmessage?.({ data: kept });
        operations = operationsInFlight({ tokens, token, refusedOnce, replace, deliver });
      }
      replacements.add(replace);
      return false;
    };

    const socket: Socket = {
      get readyState() {
        return signal.aborted ? states.CLOSED : (inner?.readyState ?? states.CONNECTING);
      },
      onopen: null,
      onmessage: null,
      onclose: null,
      onerror: null,
      send(data) {
        operations?.sent(parse(data));
        inner?.send(data);
      },
      close(code, reason) {
        // graphql-ws's timer for the acknowledgement, set for a socket that has been replaced since.
        if (code === 4504 && isAcknowledged) return;
        isLeaving = true;
        if (inner) inner.close(code, reason);
        else queueMicrotask(() => end(connectionEnded(1006, '')));
      },
    };

    // Not at once: graphql-ws has yet to set its handlers.
    Promise.resolve()
      .then(async () => {
        const mayCarry = mayCarryToken(tokens, url, url);
        open(mayCarry ? (attempt.cachedToken() ?? (await attempt.getToken({ signal }))) : undefined);
      })
      .catch(fail);
    return socket;
  }

  return {
    webSocketImpl:
      webSocketImpl &&
      Object.assign(function TokenWebSocket(url: string, protocols: string) {
        return connect(url, protocols);
      }, states),
    token: () => openedWith,
    async reconnect() {
      await tokens.getToken();
      for (const replace of [...replacements]) replace();
    },
  };
}

/** What is no JSON is left to graphql-ws, which closes the socket. */
function parse(data: string): Message {
  try {
    return JSON.parse(data);
  } catch {
    return {};
  }
}
