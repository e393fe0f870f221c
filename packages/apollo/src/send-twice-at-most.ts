import type { ApolloLink } from '@apollo/client/core/index.js';
import { type ApiResponse, type Attempt, maxRedirects, type TokenRefresher, waitFor401 } from '@token-refresher/core';
import { CallersLeave } from './callers-leave.ts';
import { OperationWithToken, type Start } from './operation-with-token.ts';
import { type EventName, type Receiver, Send } from './send.ts';

/** What is sent, with what, and to whom it is told. */
export interface Sending {
  readonly tokens: TokenRefresher;
  readonly start: Start;
  readonly attempt: Attempt;
  readonly forward: ApolloLink.ForwardFunction;
  readonly observer: Observer;
  /** Called when the operation has ended without a response; may throw. */
  readonly onEmpty: (() => void) | undefined;
}

/** What a send has told, in order. */
type Held = [EventName, unknown][];

interface Observer {
  readonly closed: boolean;
  next(result: unknown): void;
  error(error: unknown): void;
  complete(): void;
}

/**
 * Sends an operation with the token, and once more if the attempt says so.
 *
 * @returns the teardown.
 */
export function sendTwiceAtMost(sending: Sending): () => void {
  const sends = new Sends(sending);
  sends.begin();
  return () => sends.end();
}

class Sends implements Receiver {
  private readonly sending: Sending;
  private readonly leave: CallersLeave;
  private first: Send | undefined;
  private second: Send | undefined;
  /** What has come of the first send since it was rejected, while it is not known whether the caller gets it. */
  private held: Held | undefined;
  /** Ends the wait for the body of a first response with status 401. */
  private endWait: (() => void) | undefined;
  private redirects = 0;

  constructor(sending: Sending) {
    this.sending = sending;
    this.leave = new CallersLeave(sending.start.context.fetchOptions?.signal);
  }

  begin(): void {
    const { attempt } = this.sending;
    const token = attempt.cachedToken();
    if (token === undefined) this.await(attempt.getToken(this.leave), (token) => this.sendFirst(token));
    else this.sendFirst(token);
  }

  end(): void {
    this.endWait?.();
    this.first?.unsubscribe();
    this.second?.unsubscribe();
    this.leave.end();
  }

  receive(send: Send, name: EventName, value?: unknown): void {
    this.endWait?.();
    try {
      if (this.held && send === this.first) this.held.push([name, value]);
      else if (name === 'complete') this.complete(send);
      else if (send.hasTold(value)) this.deliver(name, value);
      else if (!(name === 'error' && this.follow(send, value))) this.respond(send, name, value);
    } catch (error) {
      this.fail(error);
    }
  }

  private sendFirst(token: string | undefined): void {
    this.first = this.makeSend(token);
    this.subscribe(this.first);
  }

  private sendAgain(token: string): void {
    if (!this.sending.attempt.keepsFirst()) this.discardFirst();
    this.second = this.makeSend(token);
    this.subscribe(this.second);
  }

  private makeSend(token: string | undefined): Send {
    this.leave.throwIfAborted();
    const { start } = this.sending;
    const operation = new OperationWithToken(start, token, () => this.waitForBody());
    return new Send(operation, start.destinations, this);
  }

  /** Goes on to where an error redirects the operation; `false` when it is not to be followed. */
  private follow(send: Send, error: unknown): boolean {
    const operation = send.redirected(error, () => this.waitForBody());
    if (!operation || ++this.redirects > maxRedirects) return false;
    this.leave.throwIfAborted();
    const next = new Send(operation, this.sending.start.destinations, this);
    if (send === this.first) this.first = next;
    else this.second = next;
    this.subscribe(next);
    return true;
  }

  /** Who reads the body of a 401 is a link behind, which waits for its end; the retry does not. */
  private waitForBody(): void {
    const { first } = this;
    // A second send comes of a first response, read or waited for.
    const response = this.endWait ? undefined : first?.readUnread401();
    if (!first || !response) return;
    const { attempt, tokens } = this.sending;
    this.endWait = waitFor401(tokens, () => {
      if (!attempt.isUnauthorized(response)) return;
      first.isJudged = true;
      this.retry(response, []);
    });
  }

  /** @returns whether the operation is sent again, or is going to be. */
  private retry(response: ApiResponse, held: Held): boolean {
    const another = this.sending.attempt.retry(response, this.leave);
    if (!another) return false;
    this.held = held;
    this.await(another, (token) => (token === undefined ? this.deliverFirst(held) : this.sendAgain(token)));
    return true;
  }

  private subscribe(send: Send): void {
    const { forward, observer } = this.sending;
    if (observer.closed) return;
    try {
      send.subscribe(forward, observer);
    } catch (error) {
      this.receive(send, 'error', error);
    }
  }

  private respond(send: Send, name: EventName, value: unknown): void {
    const response = send.read(value);
    if (response && !send.isJudged && this.retry(response, [[name, value]])) return;
    const kept = this.keptFor(response);
    if (kept) {
      this.deliverFirst(kept);
    } else {
      this.discardFirst();
      this.deliver(name, value);
    }
  }

  private complete(send: Send): void {
    const kept = this.keptFor(undefined);
    if (send.hasResponded) this.sending.observer.complete();
    else if (kept) this.deliverFirst(kept);
    else {
      this.sending.onEmpty?.();
      this.sending.observer.complete();
    }
  }

  /** What of the first send the caller gets although there was a second one, which has ended in this. */
  private keptFor(second: ApiResponse | undefined): Held | undefined {
    return !this.leave.isAborted && this.sending.attempt.keepsFirst(second) ? this.held : undefined;
  }

  private deliverFirst([first, ...others]: Held): void {
    this.held = undefined;
    this.second?.unsubscribe();
    if (first) this.deliver(...first);
    for (const [name, value] of others) if (this.first) this.receive(this.first, name, value);
  }

  private discardFirst(): void {
    if (!this.held) return;
    this.held = undefined;
    this.first?.unsubscribe();
  }

  private deliver(name: EventName, value: unknown): void {
    const { attempt, observer } = this.sending;
    attempt.doNotResend();
    observer[name](value);
  }

  private fail(error: unknown): void {
    this.sending.observer.error(error);
  }

  private await(token: Promise<string | undefined>, then: (token: string | undefined) => void): void {
    token.then(then).catch((error) => this.fail(error));
  }
}
