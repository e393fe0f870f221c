import {
  type ApiResponse,
  type Attempt,
  reportWithheld,
  requestDestination,
  startAttempt,
  TokenRequestError,
  withoutToken,
} from '@token-refresher/core';
import { connectionEnded, tryAgainLater } from './connection-ended.ts';
import { parseMessage } from './message.ts';
import { OperationsInFlight } from './operations-in-flight.ts';
import { connectResponse, messageResponse, streamResponse } from './refusal.ts';
import { type Ending, openSocket, type Socket } from './runtime-socket.ts';
import type { TokenSocketParts } from './token-socket-parts.ts';

export const states = { CONNECTING: 0, OPEN: 1, CLOSING: 2, CLOSED: 3 };

/**
 * One connect of graphql-ws. It takes a token when it opens; when the server refuses that one, it opens once more with
 * another, and graphql-ws sees one connect.
 */
export class TokenSocket implements Socket {
  onopen: Socket['onopen'] = null;
  onmessage: Socket['onmessage'] = null;
  onclose: Socket['onclose'] = null;
  onerror: Socket['onerror'] = null;
  readonly #parts: TokenSocketParts;
  readonly #url: string;
  readonly #protocols: string;
  readonly #isWithheld: boolean;
  readonly #life = new AbortController();
  /** Of the connect, and after the acknowledgement of the socket's life. */
  #attempt: Attempt;
  #inner: Socket | undefined;
  #operations: OperationsInFlight | undefined;
  #token: string | undefined;
  /** Of graphql-ws: resolves when it has sent its `connection_init`, or has seen that the socket is not open any more. */
  #init: unknown;
  #isSecond = false;
  #isAcknowledged = false;
  #isLeaving = false;
  #isToBeReplaced = false;

  constructor(parts: TokenSocketParts, url: string, protocols: string) {
    this.#parts = parts;
    const { href = url, isAllowed } = requestDestination(parts.tokens, url, url);
    // As the WebSocket standard does it, so that the address that is checked is the one that is opened.
    this.#url = href.replace(/^http/, 'ws');
    this.#isWithheld = !isAllowed;
    this.#protocols = protocols;
    this.#attempt = startAttempt(parts.tokens);
    // Not at once: graphql-ws has yet to set its handlers.
    Promise.resolve()
      .then(() => this.#connect())
      .catch((error: unknown) => this.#fail(error));
  }

  get readyState(): number {
    return this.#life.signal.aborted ? states.CLOSED : (this.#inner?.readyState ?? states.CONNECTING);
  }

  send(data: string): void {
    // What is sent over a socket that has ended arrives nowhere; graphql-ws sends it again over the next one.
    if (this.#inner?.readyState !== states.OPEN) return;
    if (!this.#isAcknowledged && parseMessage(data).type === 'connection_init') {
      this.#parts.asking.delete(this);
      this.#parts.assertParams();
    }
    this.#operations?.sent(data);
    this.#inner.send(data);
    this.#replaceWhenIdle();
  }

  close(code?: number, reason?: string): void {
    // graphql-ws's timer for the acknowledgement, set for a socket that has been replaced since.
    if (code === 4504 && this.#isAcknowledged) return;
    this.#isLeaving = true;
    if (this.#inner) this.#inner.close(code, reason);
    else queueMicrotask(() => this.#end(connectionEnded(1006, '')));
  }

  /** Lets graphql-ws replace this socket, as soon as no mutation is under way. Resolves when it has ended. */
  replace(): Promise<void> {
    const { signal } = this.#life;
    const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    this.#isToBeReplaced = true;
    this.#replaceWhenIdle();
    return signal.aborted ? Promise.resolve() : ended;
  }

  #replaceWhenIdle(): void {
    if (!this.#isToBeReplaced || this.#operations?.hasMutations()) return;
    // After 1000 graphql-ws reconnects at once if it has subscriptions, and counts it as no failure.
    this.#end(connectionEnded(1000, 'Reconnect'));
  }

  async #connect(): Promise<void> {
    const { tokens, assertAddress } = this.#parts;
    assertAddress(this.#url);
    if (this.#isWithheld) {
      reportWithheld(tokens, this.#url);
      return this.#open(undefined);
    }
    const { signal } = this.#life;
    this.#open(this.#attempt.cachedToken() ?? (await this.#attempt.getToken({ signal })));
  }

  #open(token: string | undefined): void {
    if (this.#life.signal.aborted) return;
    const { webSocketImpl, addressWith } = this.#parts;
    this.#token = token;
    const address = token !== undefined && addressWith ? addressWith(token) : this.#url;
    const ifCurrent = (work: () => void) => {
      if (this.#inner === inner) work();
    };
    let inner: Socket;
    try {
      inner = openSocket(
        webSocketImpl,
        { url: address, protocols: this.#protocols, token },
        {
          opened: () => ifCurrent(() => this.#opened()),
          received: (data) => ifCurrent(() => this.#received(data)),
          ended: (ending) => ifCurrent(() => this.#ended(ending).catch((error: unknown) => this.#fail(error))),
        },
      );
    } catch {
      // Whatever the runtime says about the address would show the token.
      this.#end(connectionEnded(4005, 'Internal client error', 'The WebSocket could not be opened.'));
      return;
    }
    this.#inner = inner;
  }

  #opened(): void {
    this.#parts.asking.set(this, this.#token);
    this.#init = this.#parts.opened(this, () => this.onopen?.());
  }

  #received(data: unknown): void {
    try {
      if (typeof data === 'string' && this.#isKeptBack(data)) return;
    } catch (error) {
      this.#fail(error);
      return;
    }
    this.onmessage?.({ data });
    this.#replaceWhenIdle();
  }

  #isKeptBack(text: string): boolean {
    if (this.#isAcknowledged) return this.#operations?.isKeptBack(text) ?? false;
    const { type, payload } = parseMessage(text);
    if (type === 'connection_ack') this.#acknowledged();
    // Of servers that come from subscriptions-transport-ws, such as Hasura 1.
    if (type === 'connection_error') this.#refusedByMessage(payload);
    return type === 'connection_error';
  }

  #refusedByMessage(payload: unknown): void {
    const { message = payload } = Object(payload) as { message?: unknown };
    const text = typeof message === 'string' ? message.slice(0, 200) : 'it did not say why';
    const shown = withoutToken(text, this.#token);
    const error = connectionEnded(4403, 'Forbidden', `The API refused the connection: ${shown}`);
    this.#inner?.close(1000);
    this.#inner = undefined;
    this.#judge(messageResponse(text, error), error).catch((thrown: unknown) => this.#fail(thrown));
  }

  #acknowledged(): void {
    this.#isAcknowledged = true;
    const { tokens, past, acknowledged } = this.#parts;
    acknowledged.add(this);
    if (this.#isWithheld) return;
    const token = this.#token;
    const connect = this.#attempt;
    this.#attempt = startAttempt(tokens, { token });
    this.#operations = new OperationsInFlight({
      tokens,
      token,
      past,
      replace: () => this.replace(),
      deliver: (text) => {
        if (!this.#life.signal.aborted) this.onmessage?.({ data: text });
      },
      accepted: () => connect.accepted(),
    });
  }

  async #ended(ending: Ending): Promise<void> {
    this.#inner = undefined;
    if (this.#isLeaving || this.#isWithheld) return this.#end(ending.error);
    if (this.#isAcknowledged) return this.#judge(streamResponse(ending), ending.error);
    return this.#judge(await connectResponse(ending, this.#url, this.#parts.addressWith !== undefined), ending.error);
  }

  /** What follows from the end of the inner socket. */
  async #judge(response: ApiResponse, error: Error): Promise<void> {
    if (this.#isLeaving || this.#isWithheld || !this.#attempt.isUnauthorized(response)) return this.#end(error);
    const retry = this.#attempt.rejected(response, { signal: this.#life.signal });
    if (!retry) return this.#end(this.#mayWait() ? tryAgainLater(error) : this.#refused(error));
    const newToken = await retry;
    if (newToken === undefined) this.#end(this.#refused(error));
    else if (this.#isAcknowledged) {
      this.#operations?.repaired();
      this.#end(connectionEnded(1000, 'Reconnect'));
    } else {
      // While it waits for slow `connectionParams`, it would send those over the next socket, and then that one's own.
      await this.#init;
      this.#isSecond = true;
      this.#open(newToken);
    }
  }

  /** Whether graphql-ws is to try again after its usual wait, because the refresher allows no new token now. */
  #mayWait(): boolean {
    const isGuest = this.#token === undefined;
    return !isGuest && !this.#isSecond && (this.#operations?.mayWait() ?? true);
  }

  #refused(error: Error): Error {
    const message =
      this.#token === undefined
        ? 'The API wants a token, and nobody is signed in.'
        : 'The API refused the token, and a new one will not help.';
    return connectionEnded(4401, 'Unauthorized', `${message} ${error.message}`);
  }

  #fail(error: unknown): void {
    const message = error instanceof Error ? error.message : String(error);
    const isTokenError = TokenRequestError.is(error);
    const code = isTokenError && !error.permanent ? 1013 : 4005;
    this.#end(connectionEnded(code, isTokenError ? 'No access token' : 'Internal client error', message, error));
  }

  #end(error: Error): void {
    if (this.#life.signal.aborted) return;
    if (!this.#isLeaving) this.#operations?.endMutations();
    this.#life.abort();
    this.#parts.acknowledged.delete(this);
    this.#parts.asking.delete(this);
    this.#inner?.close(1000);
    this.#inner = undefined;
    this.onclose?.(error);
  }
}
