import { type Clock, type Deadline, hasPassed } from '../clock.ts';
import { TokenRequestError } from '../errors.ts';
import type { AccessToken, FetchToken } from '../token.ts';
import type { AdapterSupport } from './adapter-support.ts';
import { createCoolDown } from './cool-down.ts';
import type { RefreshReason, TokenEvent, TokenEventListener } from './events.ts';
import type { IssuedToken } from './issued-token.ts';
import { createRefusedOperations } from './refused-operations.ts';
import { type SharedRefresh, startSharedRefresh } from './shared-refresh.ts';

const maxRetryAfterMs = 3_600_000;

export interface TokenCacheSettings {
  readonly clock: Clock;
  readonly refreshAheadMs: number;
  readonly defaultLifetimeMs: number;
  readonly timeoutMs: number;
}

/** What a token refresher does, without its options and checks. */
export interface TokenCache extends Pick<AdapterSupport, 'take' | 'accepted' | 'rejected' | 'withheld'> {
  peek(): AccessToken | undefined;
  getToken(options?: { readonly signal?: AbortSignal | undefined }): Promise<AccessToken>;
  invalidate(value: string): void;
  subscribe(listener: TokenEventListener): () => void;
  close(): void;
}

interface HeldToken {
  readonly token: AccessToken;
  readonly aheadMs: number;
  readonly refreshFrom: Deadline;
  readonly expires: Deadline;
  readonly replacesRejected: boolean;
  wasAccepted: boolean;
}

type WithoutTime<Event> = Event extends unknown ? Omit<Event, 'at'> : never;

/**
 * One token and everything that is known about it.
 *
 * - fresh: handed out
 * - about to expire: handed out, and one refresh runs in the background
 * - none, expired or dropped: all wait for one refresh, unless the last one failed a moment ago
 */
export function createTokenCache(fetchToken: FetchToken, settings: TokenCacheSettings): TokenCache {
  const { clock } = settings;
  const listeners = new Set<TokenEventListener>();
  const afterFailure = createCoolDown(clock);
  /** Runs after a token that was fetched because of a rejection has been rejected itself: another is unlikely to help. */
  const afterUselessRefresh = createCoolDown(clock);
  const refusedOperations = createRefusedOperations(clock);
  let held: HeldToken | undefined;
  /** Why there is no token, while there is none. */
  let missing: RefreshReason = 'first';
  /** Told to the source until it comes up with another value. */
  let rejectedValue: string | undefined;
  let uselessToken: HeldToken | undefined;
  let failure: TokenRequestError;
  let refresh: SharedRefresh | undefined;
  let refreshEndsAt = 0;
  let outcome: Promise<AccessToken>;
  let isClosed = false;

  const emit = (event: WithoutTime<TokenEvent>) => {
    for (const listener of listeners) {
      try {
        listener({ ...event, at: clock.now() } as TokenEvent);
      } catch {
        // Documented: a listener cannot break a request.
      }
    }
  };

  const drop = (reason: 'rejected' | 'invalidated') => {
    rejectedValue = held?.token.value;
    held = undefined;
    missing = reason;
  };

  const hold = ({ token, sent }: IssuedToken) => {
    const lifeMs = token.expiresAt - sent.wall;
    const aheadMs =
      held?.token.value === token.value
        ? // A broker hands out the token that it has until it gets another itself: asked again soon, not all the time.
          Math.min(held.aheadMs, lifeMs * 0.875)
        : // A fleet that started together must not refresh in step.
          Math.min(settings.refreshAheadMs, lifeMs / 10) * (1 - Math.random() / 4);
    const expires = { wall: token.expiresAt, monotonic: sent.monotonic + lifeMs };
    const refreshFrom = { wall: expires.wall - aheadMs, monotonic: expires.monotonic - aheadMs };
    held = {
      token,
      aheadMs,
      refreshFrom,
      expires,
      replacesRejected: !held && missing === 'rejected',
      wasAccepted: false,
    };
    rejectedValue = undefined;
    afterFailure.reset();
  };

  const startRefresh = (reason: RefreshReason): SharedRefresh => {
    const startedAt = clock.monotonicNow();
    const finish = () => {
      if (refresh === started) refresh = undefined;
      return { reason, durationMs: clock.monotonicNow() - startedAt, requests: started.requests() };
    };
    const started = startSharedRefresh(fetchToken, {
      ...settings,
      inBackground: reason === 'ahead',
      rejected: () => rejectedValue,
      onAbandoned: () => emit({ type: 'refresh-abandoned', ...finish() }),
    });
    refresh = started;
    refreshEndsAt = startedAt + settings.timeoutMs;
    outcome = started.result.then(
      (issued) => {
        hold(issued);
        emit({ type: 'refresh-succeeded', ...finish(), expiresAt: issued.token.expiresAt });
        return issued.token;
      },
      (error: TokenRequestError) => {
        const wasAborted = refresh !== started;
        if (wasAborted) throw error;
        const askedToWaitMs = Math.min((error.retryAt ?? 0) - clock.now(), maxRetryAfterMs);
        const retryAt = afterFailure.start(askedToWaitMs);
        const { message, code, permanent, cause } = error;
        failure = new TokenRequestError(message, { ...error, cause, retryAt });
        emit({ type: 'refresh-failed', ...finish(), code, permanent, retryAt });
        throw failure;
      },
    );
    // Without callers that wait, nobody else looks at a failure.
    outcome.catch(() => {});
    emit({ type: 'refresh-started', reason });
    return started;
  };

  /**
   * The refresh that is under way. Edge runtimes cut off what a request has started when that request ends, timers too:
   * such a refresh never ends, and must not hold up those who come after its time limit.
   */
  const runningRefresh = () => {
    if (refresh && clock.monotonicNow() >= refreshEndsAt) refresh = undefined;
    return refresh;
  };

  const take = () => {
    if (!held || !hasPassed(clock, held.refreshFrom)) return held?.token;
    if (hasPassed(clock, held.expires)) return undefined;
    if (!runningRefresh() && !afterFailure.isRunning()) startRefresh('ahead');
    return held.token;
  };

  const isAnotherToBeExpected: AdapterSupport['rejected'] = (value, { operation, isSecond }) => {
    if (held?.token.value !== value) return true;
    if (held.replacesRejected && !held.wasAccepted && uselessToken !== held) {
      uselessToken = held;
      afterUselessRefresh.start();
    }
    if (uselessToken === held && afterUselessRefresh.isRunning()) return false;
    if (isSecond || refusedOperations.areCoolingDown(operation)) return false;
    drop('rejected');
    return true;
  };

  const getToken: TokenCache['getToken'] = async ({ signal } = {}) => {
    signal?.throwIfAborted();
    const token = take();
    if (token) return token;
    if (isClosed) throw closedError();
    if (!runningRefresh() && afterFailure.isRunning()) throw failure;
    const joined = refresh ?? startRefresh(held ? 'expired' : missing);
    try {
      return await joined.join(outcome, signal);
    } catch (error) {
      // A refresh that has ended is no longer there. If it is, the runtime has cut it off and says so to whoever waits.
      if (refresh !== joined || signal?.aborted) throw error;
      refresh = undefined;
      return getToken({ signal });
    }
  };

  return {
    take,
    getToken,
    peek: () => (held && !hasPassed(clock, held.expires) ? held.token : undefined),
    invalidate(value) {
      if (held?.token.value === value) drop('invalidated');
    },
    accepted(value, operation) {
      if (held?.wasAccepted === false && held.token.value === value) {
        held.wasAccepted = true;
        afterUselessRefresh.reset();
      }
      refusedOperations.forget(operation);
    },
    rejected(value, rejection) {
      const isExpected = isAnotherToBeExpected(value, rejection);
      const { operation, status, isSecond, mayResend } = rejection;
      if (isSecond) refusedOperations.add(operation);
      emit({ type: 'token-rejected', status, action: isExpected && mayResend ? 'retry' : 'none' });
      return isExpected;
    },
    withheld: (origin) => emit({ type: 'token-withheld', origin }),
    subscribe(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      held = undefined;
      const running = refresh;
      refresh = undefined;
      running?.abort(closedError());
      emit({ type: 'closed' });
      listeners.clear();
    },
  };
}

function closedError(): TokenRequestError {
  return new TokenRequestError('The token refresher has been closed.', { code: 'closed', permanent: true });
}
