import type { Clock } from '../../clock.ts';
import { TokenRequestError, toTokenRequestError } from '../../errors.ts';
import type { AccessToken, FetchToken } from '../../token.ts';
import { type IssuedToken, issueToken } from '../cached-token/issued-token.ts';
import { setBackgroundTimer } from './background-timer.ts';

const maxRequests = 4;
const firstPauseMs = 250;

/** The token requests of one refresh: one at a time, repeated after failures that may pass. */
export interface TokenRequests {
  /** How many have been made so far. */
  count(): number;
  /** Makes no more, and gives up the one that is under way; its token, if one comes all the same, is still received. */
  stop(reason?: TokenRequestError): void;
}

export interface TokenRequestsOptions {
  readonly clock: Clock;
  readonly timeoutMs: number;
  readonly defaultLifetimeMs: number;
  /** The value that the API rejected last, while no other has come. */
  readonly rejected: () => string | undefined;
  /** A token has come, perhaps after {@link TokenRequests.stop}; never an older one after a newer one. */
  readonly received: (issued: IssuedToken) => void;
  /** No token has come, and there will be no further request. */
  readonly failed: (error: TokenRequestError) => void;
}

export function startTokenRequests(fetchToken: FetchToken, options: TokenRequestsOptions): TokenRequests {
  const { clock, timeoutMs, rejected } = options;
  const endsAt = clock.monotonicNow() + timeoutMs;
  /** One request that hangs is given up after a third of the limit; the next one has the rest. */
  let mayGiveUp = fetchToken.isRepeatable !== false;
  let count = 0;
  /** The number of the newest request that has brought a token. */
  let broughtToken = 0;
  let isStopped = false;
  let current: AbortController | undefined;
  let timer: unknown;

  const repeatOrFail = (error: TokenRequestError) => {
    clock.clearTimeout(timer);
    const pauseMs = pauseAfter(error, count, clock.now());
    const isFinal = error.permanent || error.code === 'signed_out' || fetchToken.isRepeatable === false;
    const mayRepeat = !isFinal && count < maxRequests && clock.monotonicNow() + pauseMs < endsAt;
    if (mayRepeat) timer = setBackgroundTimer(clock, send, pauseMs);
    else options.failed(error);
  };

  const receive = (issued: IssuedToken, number: number, told: string | undefined) => {
    if (number < broughtToken) return;
    if (issued.value === rejected() && issued.value !== told) {
      // Rejected while the source had not been told yet: asked again.
      clock.clearTimeout(timer);
      if (number === count) send();
      return;
    }
    broughtToken = number;
    options.received(issued);
  };

  const send = () => {
    if (isStopped) return;
    const told = rejected();
    const sent = { wall: clock.now(), monotonic: clock.monotonicNow() };
    const controller = new AbortController();
    const { signal } = controller;
    const number = ++count;
    current = controller;
    if (mayGiveUp) {
      const giveUp = () => {
        mayGiveUp = false;
        controller.abort(timeoutError(timeoutMs));
        send();
      };
      timer = setBackgroundTimer(clock, giveUp, timeoutMs / 3);
    }
    const ask = async (): Promise<AccessToken> =>
      fetchToken(told === undefined ? { signal } : { rejected: told, signal });
    ask()
      .then((fetched) => receive(issueToken(fetched, sent, options.defaultLifetimeMs), number, told))
      .catch((thrown) => {
        if (!isStopped && number === count) repeatOrFail(toTokenRequestError(thrown));
      });
  };

  // Not at once: a source that asks the refresher for a token must find this refresh, not start another.
  Promise.resolve().then(send);
  return {
    count: () => count,
    stop(reason) {
      isStopped = true;
      clock.clearTimeout(timer);
      current?.abort(reason);
    },
  };
}

/** The failure of a refresh that has reached its time limit. */
export function timeoutError(timeoutMs: number): TokenRequestError {
  const message =
    `No access token within ${timeoutMs} ms ("timeoutMs"). Is the token endpoint reachable? A source that sends its ` +
    'request through a client that adds this token waits for itself: send that with tokenRefresh: false.';
  return new TokenRequestError(message, { code: 'timeout' });
}

/** How long to wait before the next request, in milliseconds. */
function pauseAfter({ code, status, retryAt = Number.NaN }: TokenRequestError, requests: number, now: number): number {
  const jittered = firstPauseMs * 2 ** (requests - 1) * (0.5 + Math.random() / 2);
  if (Number.isFinite(retryAt)) return Math.max(jittered, retryAt - now);
  return code === 'rate_limited' || status === 429 ? Number.POSITIVE_INFINITY : jittered;
}
