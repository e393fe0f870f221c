import {
  type Clock,
  createTokenRefresher,
  type FetchToken,
  startAttempt,
  type TokenRefresher,
} from '@token-refresher/core';
import { createEventQueue, type EventQueue } from './event-queue.ts';

const lifetimeMs = 5 * 3_600_000;
const tokenRequestMs = 400;
const callEveryMs = 600_000;
const maxClockOffMs = 2_000;
const allStartWithinMs = 2_000;

/** What happened to a fleet. */
export interface FleetDays {
  readonly tokenRequests: number;
  readonly calls: number;
  /** Calls that found no token in memory and had to wait. */
  readonly waited: number;
  /** The longest of these waits, in simulated milliseconds. */
  readonly maxWaitMs: number;
  /** Calls that the API refused at their first send, because the token had expired by its clock. */
  readonly refused: number;
  /** Calls that ended without a token. */
  readonly failed: number;
}

/** How a worker shares its token. `clock` is the worker's own, `time` the one of the place where tokens are kept. */
export type ShareInFleet = (fetchToken: FetchToken, clock: Clock) => FetchToken;

/**
 * Workers that start within two seconds, with clocks that are off by up to two seconds, and call every ten minutes on
 * average; tokens of five hours, token requests of 400 ms.
 *
 * @param fleet Makes how the workers share, given the clock of the place where tokens are kept.
 */
export async function simulateFleet(
  { workers, hours }: { workers: number; hours: number },
  fleet: (time: Clock) => ShareInFleet,
): Promise<FleetDays> {
  const queue = createEventQueue();
  const share = fleet(queue.clock(0));
  const result = { tokenRequests: 0, calls: 0, waited: 0, maxWaitMs: 0, refused: 0, failed: 0 };
  const expiries = new Map<string, number>();
  /** Whether promises may have to settle before time moves on. */
  let isBusy = false;

  const endpoint =
    (clock: Clock): FetchToken =>
    async () => {
      const value = `t${++result.tokenRequests}`;
      const sentAt = clock.now();
      await new Promise<void>((resolve) => clock.setTimeout(resolve, tokenRequestMs));
      expiries.set(value, queue.time + lifetimeMs);
      return { value, expiresAt: sentAt + lifetimeMs };
    };

  const call = async (tokens: TokenRefresher) => {
    result.calls++;
    const attempt = startAttempt(tokens);
    let token = attempt.cachedToken();
    if (token === undefined) {
      isBusy = true;
      const start = queue.time;
      result.waited++;
      token = await attempt.getToken().catch(() => undefined);
      result.maxWaitMs = Math.max(result.maxWaitMs, queue.time - start);
    }
    if (token === undefined) result.failed++;
    else if ((expiries.get(token) ?? 0) > queue.time) void attempt.retry({ status: 200, body: { data: {} } });
    else {
      isBusy = true;
      result.refused++;
      await attempt.retry({ status: 401 });
    }
  };

  for (let worker = 0; worker < workers; worker++) {
    const clock = watched(queue, (Math.random() * 2 - 1) * maxClockOffMs, () => {
      isBusy = true;
    });
    const tokens = createTokenRefresher(share(endpoint(clock), clock), { clock });
    tokens.subscribe(() => {
      isBusy = true;
    });
    const callAndPlanNext = () => {
      void call(tokens);
      queue.at(queue.time - Math.log(1 - Math.random()) * callEveryMs, callAndPlanNext);
    };
    queue.at(Math.random() * allStartWithinMs, callAndPlanNext);
  }
  // The names of keys are hashed outside of simulated time.
  for (let turns = 0; turns < 50; turns++) await crypto.subtle.digest('SHA-256', new Uint8Array(1));

  while (queue.next(hours * 3_600_000)) {
    if (!isBusy) continue;
    isBusy = false;
    await new Promise((resolve) => setImmediate(resolve));
  }
  return result;
}

/** A worker's clock that says when one of its timers has fired. */
function watched(queue: EventQueue, offMs: number, onTimer: () => void): Clock {
  const clock = queue.clock(offMs);
  return {
    ...clock,
    setTimeout: (callback, ms) =>
      clock.setTimeout(() => {
        onTimer();
        callback();
      }, ms),
  };
}
