import type { Clock } from '../../clock.ts';
import type { TokenRequestError } from '../../errors.ts';
import type { AccessToken, FetchToken } from '../../token.ts';
import type { CachedToken } from '../cached-token/cached-token.ts';
import type { IssuedToken } from '../cached-token/issued-token.ts';
import type { Events, RefreshReason } from '../events/events.ts';
import { createRefreshPause } from './refresh-pause.ts';
import { type SharedRefresh, startSharedRefresh } from './shared-refresh.ts';

/** The refreshes of one token: at most one at a time, with a pause after each that failed. */
export interface Refreshes {
  isRunning(): boolean;
  /** Whether none is started now: the last one failed a moment ago, or nobody is signed in. */
  isPaused(): boolean;
  /** Whether nobody is signed in, and the source may be asked once more whether that is still so. */
  mayAskForGuest(): boolean;
  startUnlessPaused(reason: RefreshReason): void;
  /** Waits for the one that runs, or starts one. @throws TokenRequestError at once during a pause. */
  wait(reason: RefreshReason, signal: AbortSignal | undefined): Promise<AccessToken>;
  /** The next refresh need not wait. */
  endPause(): void;
  /** Lets the source be asked once more for whoever is not signed in. */
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
  const { clock, emit, changes } = options;
  const pause = createRefreshPause(clock);
  let current: SharedRefresh | undefined;

  const store = (issued: IssuedToken) => {
    pause.end();
    return options.store(issued);
  };
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
        const { failed, told } = pause.start(error, isOverdue);
        const { code, permanent, retryAt } = failed;
        emit({ type: 'refresh-failed', ...finish(), error: failed, code, permanent, retryAt });
        return told;
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

  const wait: Refreshes['wait'] = async (reason, signal) => {
    const found = running();
    const failure = pause.error();
    if (!found && failure && pause.isRunning()) throw failure;
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

  return {
    isRunning: () => running() !== undefined,
    isPaused: pause.isRunning,
    mayAskForGuest: pause.mayAskForGuest,
    startUnlessPaused(reason) {
      if (!running() && !pause.isRunning()) start(reason);
    },
    wait,
    endPause: pause.end,
    askForGuest: pause.endForGuest,
    end(error) {
      const ended = current;
      current = undefined;
      ended?.end(error);
    },
  };
}
