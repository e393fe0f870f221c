import {
  type ApiResponse,
  type Attempt,
  type OperationType,
  operationType,
  startAttempt,
  type TokenRefresher,
} from '@token-refresher/core';
import { parseMessage } from './message.ts';
import type { PastOperations } from './past-operations.ts';

export interface OperationsInFlightParts {
  readonly tokens: TokenRefresher;
  /** The socket's token; `undefined` when nobody is signed in. */
  readonly token: string | undefined;
  readonly past: PastOperations;
  /** There is a new token: lets the client send its operations over a new socket. */
  readonly replace: () => void;
  /** Hands a message to the client. */
  readonly deliver: (text: string) => void;
  /** The API has accepted an operation. */
  readonly accepted: () => void;
}

interface Operation {
  readonly id: unknown;
  readonly document: string;
  readonly type: OperationType | undefined;
  readonly attempt: Attempt;
  isAnswered: boolean;
  /** Whether more of the response is announced, as by `@defer`. */
  hasMore: boolean;
  /** Messages that are kept back while a new token is fetched. */
  kept: Received[] | undefined;
}

interface Received {
  readonly text: string;
  /** Whether the operation ends with it. */
  readonly isLast: boolean;
}

/** Every refusal has this in it. Without it a message of a running stream need not be parsed. */
const mayRefuse = /"errors?"/;

/**
 * The operations on one acknowledged socket. Looks at the first response to each, and at errors of running subscriptions;
 * one that says "Unauthorized" is kept back while a new token is fetched.
 */
export class OperationsInFlight {
  readonly #parts: OperationsInFlightParts;
  readonly #active = new Map<unknown, Operation>();
  /** Those whose messages are looked at: not answered yet, kept back, or a mutation that is not complete. */
  readonly #pending = new Set<Operation>();
  #isAnyAnswered = false;

  constructor(parts: OperationsInFlightParts) {
    this.#parts = parts;
  }

  /** Takes note of what the client sends. */
  sent(text: string): void {
    const { type, id, payload } = parseMessage(text);
    if (type === 'complete') this.#forget(this.#active.get(id));
    if (type !== 'subscribe') return;
    const document = String((Object(payload) as { query?: unknown }).query);
    const attempt = this.#parts.past.find(id)?.attempt ?? this.#start(document);
    const operation: Operation = {
      id,
      document,
      type: operationType(document),
      attempt,
      isAnswered: false,
      hasMore: false,
      kept: undefined,
    };
    this.#active.set(id, operation);
    this.#pending.add(operation);
  }

  /** Takes note of what the server sends. Returns whether the message is kept back, because a new token may help. */
  isKeptBack(text: string): boolean {
    if (this.#pending.size === 0 && !mayRefuse.test(text)) return false;
    const { type, id, payload } = parseMessage(text);
    const operation = this.#active.get(id);
    if (!operation || (type !== 'next' && type !== 'error' && type !== 'complete')) return false;
    const received = { text, isLast: type !== 'next' };
    if (operation.kept) return operation.kept.push(received) > 0;
    operation.hasMore = (Object(payload) as { hasNext?: unknown }).hasNext === true;
    if (type === 'complete') this.#forget(operation);
    else if (!operation.isAnswered || operation.type === 'subscription') {
      return this.#judge(operation, received, { body: type === 'error' ? { errors: payload } : payload });
    } else if (received.isLast) this.#forget(operation);
    return false;
  }

  /** Whether a mutation is under way, which would run twice if it was sent over another socket. */
  hasMutations(): boolean {
    return this.#runningMutations().length > 0;
  }

  /** Ends those mutations, so that the client does not send them again; with an error, if their response is missing. */
  endMutations(): void {
    for (const operation of this.#runningMutations()) {
      const { id, isAnswered, hasMore } = operation;
      this.#forget(operation);
      const payload = [
        { message: 'The connection ended before the response came. The mutation may have been executed.' },
      ];
      const end = isAnswered && !hasMore ? { id, type: 'complete' } : { id, type: 'error', payload };
      this.#parts.deliver(JSON.stringify(end));
    }
  }

  /** The socket was refused and waits for the next token. Returns `false` when it has waited in vain before. */
  mayWait(): boolean {
    const { past } = this.#parts;
    const waiting = this.#waiting();
    if (!this.#isAnyAnswered && waiting.some((id) => past.find(id)?.hasWaited)) return false;
    for (const id of waiting) past.waits(id, true);
    return true;
  }

  /** There is a new token for the operations. */
  repaired(): void {
    for (const id of this.#waiting()) this.#parts.past.waits(id, false);
  }

  /** Some servers end the socket before the client has sent anything over it. */
  #waiting(): unknown[] {
    return this.#pending.size > 0 ? Array.from(this.#pending, ({ id }) => id) : [undefined];
  }

  #start(document: string): Attempt {
    const { tokens, token } = this.#parts;
    return startAttempt(tokens, { token, operation: () => document });
  }

  #judge(operation: Operation, received: Received, response: ApiResponse): boolean {
    const attempt = operation.isAnswered ? this.#start(operation.document) : operation.attempt;
    if (attempt.isUnauthorized(response)) {
      const retry = attempt.rejected(response);
      if (retry) return this.#keepBack(operation, attempt, received, retry);
    } else {
      attempt.accepted();
      this.#parts.accepted();
    }
    if (!operation.isAnswered && this.#deliversFirst(operation, received, response)) return true;
    this.#settle(operation, received.isLast);
    return false;
  }

  #keepBack(operation: Operation, attempt: Attempt, first: Received, retry: Promise<string | undefined>): true {
    const { id } = operation;
    const { past, replace, deliver } = this.#parts;
    const kept = [first];
    operation.kept = kept;
    this.#pending.add(operation);
    past.rejected(id, { attempt, response: first.text });
    const isLeft = () => this.#active.get(id) !== operation;
    const giveUp = () => {
      if (isLeft()) return;
      const isOver = kept.some(({ isLast }) => isLast);
      this.#settle(operation, isOver);
      for (const { text } of kept) deliver(text);
    };
    const goOn = (newToken: string | undefined) => {
      if (newToken === undefined) giveUp();
      else if (!isLeft()) replace();
    };
    retry.then(goOn, giveUp);
    return true;
  }

  /** The first response of two goes to the caller when it carried data and the second one does not. */
  #deliversFirst(operation: Operation, { isLast }: Received, second: ApiResponse): boolean {
    const { past, deliver } = this.#parts;
    const first = past.find(operation.id)?.response;
    if (first === undefined || !operation.attempt.keepsFirst(second)) return false;
    this.#settle(operation, isLast);
    deliver(first);
    if (isLast) deliver(JSON.stringify({ id: operation.id, type: 'complete' }));
    return true;
  }

  #settle(operation: Operation, isOver: boolean): void {
    operation.isAnswered = this.#isAnyAnswered = true;
    operation.kept = undefined;
    this.#parts.past.forget(operation.id);
    this.#parts.past.forget(undefined);
    if (isOver) this.#active.delete(operation.id);
    if (isOver || !isMutation(operation)) this.#pending.delete(operation);
  }

  #forget(operation: Operation | undefined): void {
    if (!operation) return;
    this.#active.delete(operation.id);
    this.#pending.delete(operation);
    this.#parts.past.forget(operation.id);
  }

  #runningMutations(): Operation[] {
    return [...this.#pending].filter((operation) => isMutation(operation) && !operation.kept);
  }
}

/** What cannot be told is taken for one. */
function isMutation({ type }: Operation): boolean {
  return type !== 'query' && type !== 'subscription';
}
