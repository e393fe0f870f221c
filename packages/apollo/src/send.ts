import type { ApolloLink } from '@apollo/client/core/index.js';
import { type ApiResponse, comesFromElsewhere } from '@token-refresher/core';
import { apolloResponse, type ResponseLike, unreadResponse } from './apollo-response.ts';
import type { Destinations } from './destination.ts';
import type { OnHeaders, OperationWithToken } from './operation-with-token.ts';

/** What links tell their observers. */
export type EventName = 'next' | 'error' | 'complete';

/** Receives the events of each send. */
export interface Receiver {
  receive(send: Send, name: EventName, value?: unknown): void;
}

/** One send of an operation, and what comes of it. */
export class Send {
  hasResponded = false;
  /** Whether the attempt has heard of its response already. */
  isJudged = false;
  private readonly operation: OperationWithToken;
  private readonly destinations: Destinations;
  private readonly receiver: Receiver;
  private subscription: { unsubscribe(): void } | undefined;
  private last: unknown;

  constructor(operation: OperationWithToken, destinations: Destinations, receiver: Receiver) {
    this.operation = operation;
    this.destinations = destinations;
    this.receiver = receiver;
  }

  subscribe(forward: ApolloLink.ForwardFunction, observer: { readonly closed: boolean }): void {
    this.subscription = forward(this.operation.asOperation()).subscribe(this);
    // A link that responds at once may have ended it all before there was anything to unsubscribe.
    if (observer.closed) this.unsubscribe();
  }

  unsubscribe(): void {
    this.subscription?.unsubscribe();
  }

  next(result: ApolloLink.Result): void {
    this.receiver.receive(this, 'next', result);
  }

  error(error: unknown): void {
    this.receiver.receive(this, 'error', this.operation.hiddenRedirect(error) ?? error);
  }

  complete(): void {
    this.receiver.receive(this, 'complete');
  }

  /** Apollo 3 tells a response with data and a bad status twice: by `next`, then by `error`. */
  hasTold(value: unknown): boolean {
    return this.hasResponded && Object(value).result === this.last;
  }

  /** The operation as it goes on to where an error redirects it; `undefined` when nothing is to be followed. */
  redirected(error: unknown, onHeaders: OnHeaders): OperationWithToken | undefined {
    return this.hasResponded ? undefined : this.operation.redirected(error, onHeaders);
  }

  /** What the API has said with status 401 before its body has come. */
  readUnread401(): ApiResponse | undefined {
    const { destination, response } = this.operation;
    if (this.hasResponded || response?.status !== 401 || !destination.isAllowed) return undefined;
    return this.isForeign(response) ? undefined : unreadResponse(response);
  }

  /** What the API says in a result or an error; `undefined` when it says nothing about the token. */
  read(value: unknown): ApiResponse | undefined {
    const { destination, response } = this.operation;
    if (!destination.isAllowed && !this.hasResponded) this.destinations.reportWithheld(destination);
    this.hasResponded = true;
    this.last = value;
    if (!destination.isAllowed || this.isForeign(Object(value).response ?? response)) return;
    return apolloResponse(value, response);
  }

  private isForeign(response: ResponseLike | undefined): boolean {
    const { href } = this.operation.destination;
    return response !== undefined && href !== undefined && comesFromElsewhere(response, href);
  }
}
