import type { Clock } from '../clock.ts';
import { TokenRequestError, toTokenRequestError } from '../errors.ts';
import type { FetchToken } from '../token.ts';
import { type IssuedToken, issueToken } from './issued-token.ts';

const maxRequests = 4;
const firstPauseMs = 250;

/** One refresh that many wait for. */
export interface SharedRefresh {
  /** Rejects when no token could be had, when the time limit has passed, or when the refresh is aborted. */
  readonly result: Promise<IssuedToken>;
  /** Token requests made so far. */
  requests(): number;
  /** Waits for `outcome`, which follows `result`. When the last one who waits leaves, the refresh is abandoned. */
  join<Outcome>(outcome: Promise<Outcome>, signal: AbortSignal | undefined): Promise<Outcome>;
  /** Ends the refresh; whoever still waits gets `reason`. */
  abort(reason: unknown): void;
}

export interface SharedRefreshOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly defaultLifetimeMs: number;
  /** Goes on without anybody waiting, and does not keep the process alive by itself. */
  readonly inBackground: boolean;
  /** The value that the API rejected last, while no other has come. */
  readonly rejected: () => string | undefined;
  readonly onAbandoned: () => void;
}

/** Asks `fetchToken` until there is a token, the failure is permanent, or the time limit would pass. */
export function startSharedRefresh(fetchToken: FetchToken, options: SharedRefreshOptions): SharedRefresh {
  const { clock, timeoutMs, rejected } = options;
  const controller = new AbortController();
  const { signal } = controller;
  const endsAt = clock.monotonicNow() + timeoutMs;
  let waiting = 0;
  let requests = 0;
  let pause: unknown;
  let abort!: SharedRefresh['abort'];

  /** While somebody waits, the time limit's timer keeps the process alive; no other timer ever does. */
  const setTimer = (callback: () => void, ms: number) => {
    const timer = clock.setTimeout(callback, ms) as { ref?(): void; unref?(): void };
    timer.unref?.();
    return timer;
  };

  const request = async (): Promise<IssuedToken> => {
    const told = rejected();
    const sent = { wall: clock.now(), monotonic: clock.monotonicNow() };
    requests++;
    try {
      const issued = issueToken(
        await fetchToken(told === undefined ? { signal } : { rejected: told, signal }),
        sent,
        options,
      );
      const wasRejectedMeanwhile = issued.token.value === rejected() && issued.token.value !== told;
      if (!wasRejectedMeanwhile) return issued;
    } catch (thrown) {
      const error = toTokenRequestError(thrown);
      const jittered = firstPauseMs * 2 ** (requests - 1) * (0.5 + Math.random() / 2);
      const pauseMs = Math.max(jittered, (error.retryAt ?? 0) - clock.now());
      const givesUp = error.permanent || requests === maxRequests || clock.monotonicNow() + pauseMs >= endsAt;
      if (givesUp || signal.aborted) throw error;
      await new Promise<void>((resolve) => {
        pause = setTimer(resolve, pauseMs);
      });
    }
    return request();
  };

  const limit = setTimer(() => {
    const message = `No access token within ${timeoutMs} ms (timeoutMs). Is the token endpoint reachable?`;
    abort(new TokenRequestError(message, { code: 'timeout' }));
  }, timeoutMs);

  const result = new Promise<IssuedToken>((resolve, reject) => {
    abort = (reason) => {
      reject(reason);
      controller.abort(reason);
    };
    // Not at once: a source that asks the refresher for a token must find this refresh, not start another.
    Promise.resolve().then(request).then(resolve, reject);
  }).finally(() => {
    clock.clearTimeout(limit);
    clock.clearTimeout(pause);
  });

  return {
    result,
    requests: () => requests,
    abort,
    join: (outcome, callerSignal) =>
      new Promise((resolve, reject) => {
        if (waiting++ === 0) limit.ref?.();
        const leave = () => {
          callerSignal?.removeEventListener('abort', onAbort);
          if (--waiting === 0) limit.unref?.();
        };
        const onAbort = () => {
          leave();
          reject(callerSignal?.reason);
          if (waiting > 0 || options.inBackground) return;
          options.onAbandoned();
          abort(callerSignal?.reason);
        };
        callerSignal?.addEventListener('abort', onAbort);
        outcome.finally(leave).then(resolve, reject);
      }),
  };
}
