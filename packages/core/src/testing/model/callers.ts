import { type Attempt, startAttempt } from '../../attempt/attempt.ts';
import type { TokenRefresher } from '../../refresher/token-refresher.ts';
import type { DeadValues } from './dead-values.ts';
import type { KnownTokens } from './known-tokens.ts';
import type { Verdict } from './verdict.ts';

/** Those who ask a token refresher for its token, and the operations that they send with it. */
export interface Callers {
  /** How many wait for a token. */
  waiting(): number;
  ask(canLeave: boolean): void;
  /** The one who has waited longest of those who can. */
  leave(): void;
  /** Sends one of a few operations, once there is a token. */
  send(operation: number): void;
  /** The API answers the operation that was sent first. */
  respond(status: 200 | 401 | 500): void;
}

export function createCallers(
  tokens: TokenRefresher,
  known: KnownTokens,
  dead: DeadValues,
  { holds }: Verdict,
): Callers {
  const waiting = new Set<Promise<void>>();
  const leavers: AbortController[] = [];
  const sent: { readonly attempt: Attempt; readonly sends: number; readonly value: string | undefined }[] = [];

  const wait = (promise: Promise<unknown>) => {
    const done = promise.then(
      () => {},
      () => {},
    );
    waiting.add(done);
    done.then(() => waiting.delete(done));
  };
  const sendOnce = (attempt: Attempt, sends: number, token: Promise<string | undefined>) => {
    const asked = dead.step();
    wait(
      token.then((value) => {
        if (value === undefined) return;
        holds(sends <= 2, 'sends');
        dead.handedOut(value, asked);
        sent.push({ attempt, sends, value });
      }),
    );
  };

  return {
    waiting: () => waiting.size,
    ask(canLeave) {
      const asked = dead.step();
      const leaver = new AbortController();
      if (canLeave) leavers.push(leaver);
      wait(tokens.getToken({ signal: leaver.signal }).then(({ value }) => dead.handedOut(value, asked)));
    },
    leave: () => leavers.shift()?.abort(),
    send(operation) {
      const attempt = startAttempt(tokens, { operation: () => `query Q${operation} { a }` });
      const value = attempt.cachedToken();
      if (value === undefined) return sendOnce(attempt, 1, attempt.getToken());
      dead.handedOut(value, dead.step());
      sent.push({ attempt, sends: 1, value });
    },
    respond(status) {
      const operation = sent.shift();
      if (!operation) return;
      const { attempt, sends, value } = operation;
      const before = tokens.peek()?.value;
      const retry = attempt.retry({ status, body: status === 200 ? { data: { a: 1 } } : '' });
      if (status === 401) {
        if (before === value) known.discarded(before);
        known.isUncertain(value);
      }
      if (retry) sendOnce(attempt, sends + 1, retry);
    },
  };
}
