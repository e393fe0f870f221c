import type { Clock } from '../clock.ts';
import { TokenRequestError } from '../errors.ts';
import type { AccessToken, FetchToken } from '../token.ts';
import type { CachedToken } from './cached-token.ts';
import { createCoolDown } from './cool-down.ts';
import type { Events, RefreshReason } from './events.ts';
import type { IssuedToken } from './issued-token.ts';
import { type SharedRefresh, startSharedRefresh } from './shared-refresh.ts';

const maxRetryAfterMs = 3_600_000;
const minRateLimitedMs = 30_000;

/** The refreshes of one token: at most one at a time, with a pause after each that failed. */
export interface Refreshes {
  isRunning(): boolean;
  /** Whether none is started now: the last one failed a moment ago, or nobody is signed in. */
  isPaused(): boolean;
  isSignedOut(): boolean;
  start(reason: RefreshReason): void;
  /** Waits for the one that runs, or starts one. @throws TokenRequestError at once during a pause. */
  wait(reason: RefreshReason, signal: AbortSignal | undefined): Promise<AccessToken>;
  /** The next refresh need not wait. */
  endPause(): void;
  /** Asks once more for whoever is not signed in, unless that failed a moment ago. */
  askForGuest(): void;
  /** Ends the one that runs; whoever waits gets `error`. */
  end(error: TokenRequestError): void;
}

export interface RefreshesOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly defaultLifetimeMs: number;
  readonly emit: Events['emit'];
  readonly rejected: () => string | undefined;
  readonly store: (issued: IssuedToken) => CachedToken;
  /** A number that grows with what makes an older result worthless. */
  readonly changes: () => number;
}

export function createRefreshes(fetchToken: FetchToken, options: RefreshesOptions): Refreshes {
  const { clock, emit, store, changes } = options;
  const afterFailure = createCoolDown(clock, 1_000, 60_000);
  let current: SharedRefresh | undefined;
  let failure: TokenRequestError | undefined;
  let isSignedOut = false;
  /** Why nobody is signed in, until somebody is: asking once more in vain changes nothing for guests. */
  let guest: TokenRequestError | undefined;

  const start = (reason: RefreshReason): SharedRefresh => {
    const startedAt = clock.monotonicNow();
    let changesAtEnd: number;
    const finish = () => {
      current = undefined;
      changesAtEnd = changes();
      return { reason, durationMs: clock.monotonicNow() - startedAt, requests: started.requests() };
    };
    const started = startSharedRefresh(fetchToken, {
      ...options,
      succeeded(issued) {
        const { token, promise } = store(issued);
        emit({ type: 'refresh-succeeded', ...finish(), expiresAt: token.expiresAt });
        return promise;
      },
      failed(error, isOverdue) {
        const { message, code, permanent, cause } = error;
        const saysSignedOut = code === 'signed_out';
        const retryAt = saysSignedOut
          ? undefined
          : isOverdue
            ? clock.now()
            : afterFailure.start(pauseMs(error, clock.now()));
        const failed = new TokenRequestError(message, { ...error, cause, retryAt });
        if (saysSignedOut) guest = failed;
        isSignedOut = guest !== undefined;
        failure = guest ?? failed;
        emit({ type: 'refresh-failed', ...finish(), error: failed, code, permanent, retryAt });
        return failure;
      },
      cameLate(issued) {
        if (changes() !== changesAtEnd) return;
        store(issued);
        changesAtEnd = changes();
      },
    });
    current = started;
    emit({ type: 'refresh-started', reason });
    return started;
  };

  const running = () => {
    current?.endIfOverdue();
    return current;
  };
  const isPaused = () => isSignedOut || afterFailure.isRunning();

  const wait: Refreshes['wait'] = async (reason, signal) => {
    const found = running();
    if (!found && failure && isPaused()) throw failure;
    const joined = found ?? start(reason);
    try {
      return await joined.join(signal);
    } catch (error) {
      // An edge runtime that has cut off a refresh throws an error of its own at whoever waits for it.
      if (joined.isOver() || signal?.aborted) throw error;
      joined.disown();
      current = undefined;
      return wait(reason, signal);
    }
  };

  const end: Refreshes['end'] = (error) => {
    const ended = current;
    current = undefined;
    ended?.end(error);
  };

  return {
    isRunning: () => running() !== undefined,
    isPaused,
    isSignedOut: () => isSignedOut,
    start,
    wait,
    endPause() {
      isSignedOut = false;
      guest = undefined;
      afterFailure.reset();
    },
    askForGuest() {
      if (!afterFailure.isRunning()) isSignedOut = false;
    },
    end,
  };
}

/** How long the server asks to wait. Without a word from it, too many requests are no matter of a second. */
function pauseMs({ code, status, retryAt }: TokenRequestError, now: number): number {
  if (retryAt !== undefined && Number.isFinite(retryAt)) return Math.min(retryAt - now, maxRetryAfterMs);
  return code === 'rate_limited' || status === 429 ? minRateLimitedMs : 0;
}
