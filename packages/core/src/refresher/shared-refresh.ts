import { abortReason } from '../aborted.ts';
import type { Clock } from '../clock.ts';
import { TokenRequestError, toTokenRequestError } from '../errors.ts';
import type { AccessToken, FetchToken } from '../token.ts';
import { type IssuedToken, issueToken } from './issued-token.ts';

const maxRequests = 4;
const firstPauseMs = 250;

/** One refresh that many wait for. It goes on without waiters; only its time limit or {@link end} ends it early. */
export interface SharedRefresh {
  /** Token requests made so far. */
  requests(): number;
  isOver(): boolean;
  /** Waits for the outcome. Aborting `signal` frees this caller alone. */
  join(signal: AbortSignal | undefined): Promise<AccessToken>;
  /**
   * Ends the refresh if its time limit has passed although its timer has not fired: the event loop was blocked, the
   * machine slept, or an edge runtime has cut off the request that started it, timers included.
   */
  endIfOverdue(): void;
  /** Ends the refresh; whoever waits gets `error`. */
  end(error: TokenRequestError): void;
}

export interface SharedRefreshOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly defaultLifetimeMs: number;
  /** The value that the API rejected last, while no other has come. */
  readonly rejected: () => string | undefined;
  /** The token has come. Returns what callers get. */
  readonly succeeded: (issued: IssuedToken) => Promise<AccessToken>;
  /** There is none. Returns what callers get. `isOverdue`: nobody knows why, see {@link SharedRefresh.endIfOverdue}. */
  readonly failed: (error: TokenRequestError, isOverdue: boolean) => TokenRequestError;
  /** A token has come after the end. */
  readonly cameLate: (issued: IssuedToken) => void;
}

/** Asks `fetchToken` until there is a token, the failure is permanent, or the time limit would pass. */
export function startSharedRefresh(fetchToken: FetchToken, options: SharedRefreshOptions): SharedRefresh {
  const { clock, timeoutMs, rejected } = options;
  const endsAt = clock.monotonicNow() + timeoutMs;
  let waiting = 0;
  let requests = 0;
  let isOver = false;
  /** One request that hangs is given up after a third of the limit; the next one has the rest. */
  let mayGiveUp = fetchToken.isRepeatable !== false;
  /** The number of the newest request that has brought a token. */
  let broughtToken = 0;
  let request: AbortController | undefined;
  let requestTimer: unknown;
  let resolve!: (token: Promise<AccessToken>) => void;
  let reject!: (error: TokenRequestError) => void;
  const outcome = new Promise<AccessToken>((...settle) => {
    [resolve, reject] = settle;
  });
  // Without callers that wait, nobody else looks at a failure.
  outcome.catch(() => {});

  /** While somebody waits, the time limit's timer keeps the process alive; no other timer ever does. */
  const setTimer = (callback: () => void, ms: number) => {
    const timer = clock.setTimeout(callback, ms) as { ref?(): void; unref?(): void };
    timer.unref?.();
    return timer;
  };
  const finish = (settle: () => void) => {
    if (isOver) return;
    isOver = true;
    clock.clearTimeout(limit);
    clock.clearTimeout(requestTimer);
    settle();
  };
  const fail = (error: TokenRequestError, isOverdue = false) => finish(() => reject(options.failed(error, isOverdue)));
  const giveUp = (isOverdue: boolean) => {
    const error = timeoutError(timeoutMs);
    fail(error, isOverdue);
    request?.abort(error);
  };

  const send = () => {
    if (isOver) return;
    const told = rejected();
    const sent = { wall: clock.now(), monotonic: clock.monotonicNow() };
    const controller = new AbortController();
    request = controller;
    const number = ++requests;
    const isCurrent = () => !isOver && request === controller;
    const { signal } = controller;
    if (mayGiveUp) {
      requestTimer = setTimer(() => {
        mayGiveUp = false;
        controller.abort(timeoutError(timeoutMs));
        send();
      }, timeoutMs / 3);
    }

    const receive = (fetched: AccessToken) => {
      const issued = issueToken(fetched, sent, options.defaultLifetimeMs);
      if (number < broughtToken) return;
      const wasRejectedMeanwhile = issued.value === rejected() && issued.value !== told;
      if (wasRejectedMeanwhile) {
        if (!isCurrent()) return;
        clock.clearTimeout(requestTimer);
        send();
        return;
      }
      broughtToken = number;
      if (isOver) options.cameLate(issued);
      else finish(() => resolve(options.succeeded(issued)));
      if (request !== controller) request?.abort();
    };
    const repeatOrFail = (thrown: unknown) => {
      if (!isCurrent()) return;
      clock.clearTimeout(requestTimer);
      const error = toTokenRequestError(thrown);
      const pauseMs = pauseAfter(error, requests, clock.now());
      const isFinal = error.permanent || error.code === 'signed_out' || fetchToken.isRepeatable === false;
      const mayRepeat = !isFinal && requests < maxRequests;
      if (mayRepeat && clock.monotonicNow() + pauseMs < endsAt) requestTimer = setTimer(send, pauseMs);
      else fail(error);
    };
    try {
      Promise.resolve(fetchToken(told === undefined ? { signal } : { rejected: told, signal }))
        .then(receive)
        .catch(repeatOrFail);
    } catch (thrown) {
      repeatOrFail(thrown);
    }
  };

  const limit = setTimer(() => giveUp(false), timeoutMs);
  // Not at once: a source that asks the refresher for a token must find this refresh, not start another.
  Promise.resolve().then(send);

  return {
    requests: () => requests,
    isOver: () => isOver,
    endIfOverdue() {
      if (clock.monotonicNow() >= endsAt) giveUp(true);
    },
    end(error) {
      finish(() => reject(error));
      request?.abort(error);
    },
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

/** How long to wait before the next request, in milliseconds. */
function pauseAfter({ code, status, retryAt = Number.NaN }: TokenRequestError, requests: number, now: number): number {
  if (Number.isFinite(retryAt)) return Math.max(jittered(requests), retryAt - now);
  const isRateLimited = code === 'rate_limited' || status === 429;
  return isRateLimited ? Number.POSITIVE_INFINITY : jittered(requests);
}

function jittered(requests: number): number {
  return firstPauseMs * 2 ** (requests - 1) * (0.5 + Math.random() / 2);
}

function timeoutError(timeoutMs: number): TokenRequestError {
  const message =
    `No access token within ${timeoutMs} ms ("timeoutMs"). Is the token endpoint reachable? A FetchToken that sends its ` +
    'request through a client that adds this token waits for itself: send that operation without the token.';
  return new TokenRequestError(message, { code: 'timeout' });
}
