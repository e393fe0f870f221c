import { type Clock, type Deadline, deadlineIn, hasPassed } from '../../clock.ts';
import type { AccessToken } from '../../token.ts';
import { HiddenToken } from './hidden-token.ts';
import type { IssuedToken } from './issued-token.ts';

/**
 * The life of a token that has expired on arrival: the device's clock may be fast, or the server names the last second of a
 * token that it still accepts. The API decides; another token is asked for soon, not at once.
 */
const expiredOnArrivalLifeMs = 15_000;
const minPauseForSameTokenMs = 1_000;

/** A token with all that follows from its life. */
export interface CachedToken {
  readonly token: AccessToken & { readonly expiresAt: number };
  /** The same for everybody who asks, made once. */
  readonly promise: Promise<AccessToken>;
  /** When the source said that it expires, in epoch milliseconds. */
  readonly namedExpiry: number;
  /** Epoch milliseconds; `NaN` when it is not known. */
  readonly issuedAt: number;
  readonly aheadMs: number;
  readonly refreshFrom: Deadline;
  readonly expires: Deadline;
}

/** @param previous The token before, which the source may have given again. */
export function cacheToken(
  { value, scope, expiresAt: namedExpiry, issuedAt = Number.NaN, sent }: IssuedToken,
  previous: CachedToken | undefined,
  { clock, refreshAheadMs }: { readonly clock: Clock; readonly refreshAheadMs: number },
): CachedToken {
  const same = previous?.token.value === value ? previous : undefined;
  const lifeMs = namedExpiry - sent.wall;
  // A wall clock that was set back meanwhile would give the same token a second life.
  const monotonic = same?.namedExpiry === namedExpiry ? same.expires.monotonic : sent.monotonic + lifeMs;
  let expires: Deadline = { wall: namedExpiry, monotonic };
  if (hasPassed(clock, expires)) expires = deadlineIn(clock, expiredOnArrivalLifeMs);
  const leftMs = Math.min(expires.wall - clock.now(), expires.monotonic - clock.monotonicNow());
  const aheadMs = same
    ? // A source that caches hands out what it has until it gets another itself: asked again soon, not all the time.
      Math.min(same.aheadMs, leftMs / 2, Math.max(0, leftMs - minPauseForSameTokenMs))
    : // A fleet that started together must not refresh in step.
      Math.min(refreshAheadMs, (expires.monotonic - sent.monotonic) / 10) * (1 - Math.random() / 4);
  const token = new HiddenToken(value, expires.wall, scope);
  return {
    token,
    promise: Promise.resolve(token),
    namedExpiry,
    issuedAt,
    aheadMs,
    refreshFrom: { wall: expires.wall - aheadMs, monotonic: expires.monotonic - aheadMs },
    expires,
  };
}
