import { abortReason } from '../../aborted.ts';
import type { TokenRequestError } from '../../errors.ts';
import type { AccessToken, FetchToken } from '../../token.ts';
import type { IssuedToken } from '../cached-token/issued-token.ts';
import { setBackgroundTimer } from './background-timer.ts';
import { startTokenRequests, type TokenRequestsOptions, timeoutError } from './token-requests.ts';

/** One refresh that many wait for. It goes on without waiters; only its time limit or {@link end} ends it early. */
export interface SharedRefresh {
  /** Token requests made so far. */
  requests(): number;
  isOver(): boolean;
  /** Waits for the outcome. Aborting `signal` frees this caller alone. */
  join(signal: AbortSignal | undefined): Promise<AccessToken>;
  /**
   * Ends the refresh if its time limit has passed although its timer has not fired: the event loop was blocked, the
   * machine slept, or an edge runtime has cut off the request that started it, timers included. Whoever waits hears of it
   * from the timer: an edge runtime lets no other request settle their promises.
   */
  endIfOverdue(): void;
  /** Counts as over from now on, without touching anything: an edge runtime has cut it off. */
  disown(): void;
  /** Ends the refresh; whoever waits gets `error`. */
  end(error: TokenRequestError): void;
}

export interface SharedRefreshOptions extends Omit<TokenRequestsOptions, 'received' | 'failed'> {
  /** The token has come. Returns what callers get. */
  readonly succeeded: (issued: IssuedToken) => Promise<AccessToken>;
  /** There is none. Returns what callers get. `isOverdue`: nobody knows why, see {@link SharedRefresh.endIfOverdue}. */
  readonly failed: (error: TokenRequestError, isOverdue: boolean) => TokenRequestError;
  /** A token has come after the end. */
  readonly cameLate: (issued: IssuedToken) => void;
}

/** Asks `fetchToken` until there is a token, the failure is permanent, or the time limit would pass. */
export function startSharedRefresh(fetchToken: FetchToken, options: SharedRefreshOptions): SharedRefresh {
  const { clock, timeoutMs } = options;
  const endsAt = clock.monotonicNow() + timeoutMs;
  let waiting = 0;
  let isOver = false;
  let resolve!: (token: Promise<AccessToken>) => void;
  let reject!: (error: TokenRequestError) => void;
  const outcome = new Promise<AccessToken>((...settle) => {
    [resolve, reject] = settle;
  });
  // Without callers that wait, nobody else looks at a failure.
  outcome.catch(() => {});

  const finish = (settle: () => void, reason?: TokenRequestError) => {
    if (isOver) return;
    isOver = true;
    clock.clearTimeout(limit);
    settle();
    requests.stop(reason);
  };
  let overdue: TokenRequestError | undefined;
  const timeOut = () => {
    if (overdue) return reject(overdue);
    const error = timeoutError(timeoutMs);
    finish(() => reject(options.failed(error, false)), error);
  };
  /** While somebody waits, this timer keeps the process alive; no other one ever does. */
  const limit = setBackgroundTimer(clock, timeOut, timeoutMs);
  const requests = startTokenRequests(fetchToken, {
    ...options,
    received: (issued) => (isOver ? options.cameLate(issued) : finish(() => resolve(options.succeeded(issued)))),
    failed: (error) => finish(() => reject(options.failed(error, false))),
  });

  return {
    requests: requests.count,
    isOver: () => isOver,
    endIfOverdue() {
      if (isOver || clock.monotonicNow() < endsAt) return;
      isOver = true;
      const error = timeoutError(timeoutMs);
      overdue = options.failed(error, true);
      requests.stop(error);
    },
    disown() {
      isOver = true;
    },
    end: (error) => finish(() => reject(error), error),
    join: (signal) =>
      new Promise((resolveOne, rejectOne) => {
        if (waiting++ === 0) limit.ref?.();
        const leave = () => {
          signal?.removeEventListener('abort', onAbort);
          if (--waiting === 0) limit.unref?.();
        };
        const onAbort = () => {
          leave();
          rejectOne(abortReason(signal as AbortSignal));
        };
        signal?.addEventListener('abort', onAbort);
        outcome.finally(leave).then(resolveOne, rejectOne);
      }),
  };
}
