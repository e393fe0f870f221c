import type { ApolloLink } from '@apollo/client/core/index.js';
import { type Attempt, withAuthorization } from '@token-refresher/core';
import { apolloResponse } from './apollo-response.ts';

type Event = 'next' | 'error' | 'complete';

interface Observer {
  readonly closed: boolean;
  next(result: ApolloLink.Result): void;
  error(error: unknown): void;
  complete(): void;
}

/**
 * Sends an operation with the token, and once more if the attempt says so.
 *
 * @param onEmpty Called when the operation ends without an answer; may throw.
 * @returns the teardown.
 */
export function sendTwiceAtMost(
  operation: ApolloLink.Operation,
  forward: ApolloLink.ForwardFunction,
  observer: Observer,
  attempt: Attempt,
  onEmpty: (() => void) | undefined,
): () => void {
  // Only HTTP links set a response, and an old one must not be taken for another link's.
  const { response: _, ...before } = operation.getContext();
  const callersSignal: AbortSignal | undefined = before.fetchOptions?.signal;
  const leaving = new AbortController();
  const signal = callersSignal ? AbortSignal.any([callersSignal, leaving.signal]) : leaving.signal;
  let subscription: { unsubscribe(): void } | undefined;
  let isWaiting = true;

  const fail = (error: unknown) => observer.error(error);

  /** A second link of this kind in the chain sees the mark; it goes when something comes back. */
  const unmark = () => operation.setContext({ tokenRefreshLink: false });

  const send = (token: string | undefined) => {
    signal.throwIfAborted();
    isWaiting = false;
    subscription?.unsubscribe();

    const context: Record<string, unknown> = {};
    for (const key in operation.getContext()) context[key] = undefined;
    const headers = token === undefined ? before.headers : withAuthorization(before.headers, token);
    operation.setContext({ ...context, ...before, headers, tokenRefreshLink: true });

    let lastAnswer: unknown = observer;
    /** The token of the second send. Until it is known whether there is one, all that comes waits. */
    let another: Promise<string | undefined> | undefined;

    const on = (event: Event) => (value?: unknown) => {
      const deliver = () => {
        if (event === 'next') attempt.doNotResend();
        observer[event](value as ApolloLink.Result);
      };
      const receive = () => {
        if (event === 'complete') {
          if (lastAnswer === observer) onEmpty?.();
        }
        // Apollo 3 tells an answer with data and a bad status twice: `next`, then `error`.
        else if (Object(value).result !== lastAnswer) {
          lastAnswer = value;
          const answer = apolloResponse(value, operation.getContext().response);
          another = answer && attempt.retry(answer, { signal });
          if (another) {
            isWaiting = true;
            another.then((token) => (token ? send(token) : deliver())).catch(fail);
            return;
          }
        }
        deliver();
      };
      unmark();
      try {
        if (another) another.then((token) => token || receive()).catch(fail);
        else receive();
      } catch (error) {
        fail(error);
      }
    };
    subscription = forward(operation).subscribe({ next: on('next'), error: on('error'), complete: on('complete') });
    // A link that answers at once may have ended it all before there was anything to unsubscribe.
    if (observer.closed) subscription.unsubscribe();
  };

  const token = attempt.cachedToken();
  if (token) send(token);
  else attempt.getToken({ signal }).then(send).catch(fail);

  return () => {
    unmark();
    subscription?.unsubscribe();
    // Only if it matters: an abort makes up an error, which takes longer than all the rest here.
    if (isWaiting) leaving.abort();
  };
}
