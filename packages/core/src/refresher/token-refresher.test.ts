import { getEventListeners } from 'node:events';
import { describe, expect, onTestFinished, test } from 'vitest';
import { TokenRequestError } from '../errors.ts';
import { hourMs, scene } from '../testing/refresher-scene.ts';
import { sceneWithToken } from '../testing/scene-with-token.ts';
import type { FetchToken } from '../token.ts';
import { createTokenRefresher, type TokenRefresherOptions } from './token-refresher.ts';

const down = () => new TokenRequestError('The token endpoint answered 503.', { code: 'server_error', status: 503 });
const wrongSecret = () => new TokenRequestError('Wrong secret.', { code: 'invalid_client', permanent: true });

describe('a fresh token', () => {
  test('is handed out without another request', async () => {
    const { tokens, calls } = scene({ automatic: true });
    const first = await tokens.getToken();
    expect(first).toMatchObject({ value: 't1' });
    expect(await tokens.getToken()).toBe(first);
    expect(tokens.peek()).toBe(first);
    expect(calls).toHaveLength(1);
  });

  test('is not there before anybody has asked for one', () => {
    const { tokens, calls } = scene();
    expect(tokens.peek()).toBeUndefined();
    expect(calls).toHaveLength(0);
  });

  test('carries its scope and its expiry', async () => {
    const { tokens, respond, clock } = scene();
    const got = tokens.getToken();
    await respond({ scope: 'api', expiresAt: clock.now() + 5_000 });
    expect(await got).toMatchObject({ value: 't1', scope: 'api', expiresAt: clock.now() + 5_000 });
    expect(Object.isFrozen(await got)).toBe(true);
  });

  test('is never refreshed by looking at it', async () => {
    const { tokens, calls, clock } = scene({ automatic: true });
    await tokens.getToken();
    await clock.advance(hourMs - 1);
    expect(tokens.peek()).toMatchObject({ value: 't1' });
    await clock.advance(1);
    expect(tokens.peek()).toBeUndefined();
    expect(calls).toHaveLength(1);
  });
});

describe('a token that is about to expire', () => {
  test('is handed out at once while one refresh runs in the background', async () => {
    const { tokens, calls, clock, respond } = await sceneWithToken();
    await clock.advance(hourMs - 1_000);
    expect(await Promise.all([tokens.getToken(), tokens.getToken()])).toMatchObject([{ value: 't1' }, { value: 't1' }]);
    await respond();
    expect(calls).toHaveLength(2);
    expect(await tokens.getToken()).toMatchObject({ value: 't2' });
  });

  test('is asked for again soon when the source still has the same one, but not at every call', async () => {
    const { tokens, calls, clock, respond } = scene();
    const expiresAt = clock.now() + hourMs;
    const same = { value: 't1', expiresAt };
    const first = tokens.getToken();
    await respond(same);
    await first;
    await clock.advance(hourMs - 200_000);
    for (const leftMs of [100_000, 50_000]) {
      await tokens.getToken();
      await respond(same);
      const before = calls.length;
      await clock.advance(expiresAt - leftMs - clock.now() - 1);
      await tokens.getToken();
      expect(calls).toHaveLength(before);
      await clock.advance(1);
    }
    expect(await tokens.getToken()).toMatchObject({ value: 't1' });
    await respond();
    expect(await tokens.getToken()).toMatchObject({ value: 't4' });
    expect(calls).toHaveLength(4);
  });

  test('is not asked for earlier than before when the same one has come with a longer life', async () => {
    const { tokens, calls, clock, respond } = scene();
    const got = tokens.getToken();
    await respond({ value: 'the-only-one' });
    await got;
    await clock.advance(hourMs - 1_000);
    await tokens.getToken();
    await respond({ value: 'the-only-one' });
    await clock.advance(hourMs - 301_000);
    await tokens.getToken();
    expect(calls).toHaveLength(2);
  });

  test.each([
    { lifeMs: 10 * hourMs, latestMs: 300_000, earliestMs: 225_000 },
    { lifeMs: 30_000, latestMs: 3_000, earliestMs: 2_250 },
  ])('is refreshed at most a tenth of its life, at most 5 minutes, ahead: $lifeMs ms', async (life) => {
    const { tokens, calls, clock } = scene({ automatic: true, lifeMs: life.lifeMs });
    await tokens.getToken();
    await clock.advance(life.lifeMs - life.latestMs - 1);
    await tokens.getToken();
    expect(calls).toHaveLength(1);
    await clock.advance(1 + life.latestMs - life.earliestMs);
    await tokens.getToken();
    await clock.advance(0);
    expect(calls).toHaveLength(2);
  });

  test('is refreshed at a different moment in each process of a fleet', async () => {
    const moments = new Set<number>();
    for (let process = 0; process < 20; process++) {
      const { tokens, calls, clock } = scene({ automatic: true });
      await tokens.getToken();
      await clock.advance(hourMs - 300_000);
      for (; calls.length === 1; await clock.advance(1_000)) await tokens.getToken();
      moments.add(clock.monotonicNow());
    }
    expect(moments.size).toBeGreaterThan(5);
  });

  test('serves until it expires when the background refresh fails, and nothing is unhandled', async () => {
    const { tokens, calls, clock, fail, events } = await sceneWithToken({ timeoutMs: 10 });
    await clock.advance(hourMs - 200_000);
    await tokens.getToken();
    await fail(down());
    expect(await tokens.getToken()).toMatchObject({ value: 't1' });
    expect(calls).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ type: 'refresh-failed', reason: 'ahead', code: 'server_error' });
    await clock.advance(1_000);
    expect(await tokens.getToken()).toMatchObject({ value: 't1' });
    await clock.advance(0);
    expect(calls).toHaveLength(3);
  });

  test('once expired, is not handed out: callers join the refresh that already runs', async () => {
    const { tokens, calls, clock, respond } = await sceneWithToken({ timeoutMs: hourMs });
    await clock.advance(hourMs - 1_000);
    await tokens.getToken();
    await clock.advance(1_000);
    const late = tokens.getToken();
    await respond();
    expect(await late).toMatchObject({ value: 't2' });
    expect(calls).toHaveLength(2);
  });
});

describe('expiry', () => {
  test('counts from the moment the token was asked for', async () => {
    const { tokens, clock, respond } = scene({ defaultLifetimeMs: 60_000, timeoutMs: 60_000 });
    const got = tokens.getToken();
    await clock.advance(20_000);
    await respond({ expiresAt: undefined as never });
    expect((await got).expiresAt).toBe(clock.now() + 40_000);
  });

  test('comes by the wall clock, though the monotonic one stood still while the machine slept', async () => {
    const { tokens, clock } = scene({ automatic: true });
    await tokens.getToken();
    clock.advanceWall(hourMs);
    expect(tokens.peek()).toBeUndefined();
    expect(await tokens.getToken()).toMatchObject({ value: 't2' });
  });

  test('comes by the monotonic clock, though the wall clock was set back', async () => {
    const { tokens, clock } = scene({ automatic: true });
    await tokens.getToken();
    clock.advanceWall(-10 * hourMs);
    await clock.advanceMonotonic(hourMs - 1);
    expect(tokens.peek()).toMatchObject({ value: 't1' });
    await clock.advanceMonotonic(1);
    expect(tokens.peek()).toBeUndefined();
  });

  test('of a token that comes without one is the documented hour', async () => {
    const { tokens, clock, respond } = scene();
    const got = tokens.getToken();
    await respond({ expiresAt: undefined as never });
    expect((await got).expiresAt).toBe(clock.now() + hourMs);
  });

  test('a month away overflows no timer', async () => {
    const { tokens, calls, clock } = scene({ automatic: true, lifeMs: 2_627_999_000 });
    await tokens.getToken();
    expect(clock.pendingTimers).toBe(0);
    await clock.advance(2_627_999_000 - 300_001);
    await tokens.getToken();
    expect(calls).toHaveLength(1);
  });
});

describe('callers that wait', () => {
  test('share one request, however many they are', async () => {
    const { tokens, calls, respond } = scene();
    const waiting = Array.from({ length: 1_000 }, () => tokens.getToken());
    await respond();
    expect(new Set((await Promise.all(waiting)).map(({ value }) => value))).toEqual(new Set(['t1']));
    expect(calls).toHaveLength(1);
  });

  test('that are aborted do not affect the others', async () => {
    const { tokens, calls, respond } = scene();
    const impatient = new AbortController();
    const [leaves, stays] = [tokens.getToken({ signal: impatient.signal }), tokens.getToken()];
    impatient.abort(new Error('Too slow'));
    await expect(leaves).rejects.toThrow('Too slow');
    expect(calls.every(({ signal }) => !signal.aborted)).toBe(true);
    await respond();
    expect(await stays).toMatchObject({ value: 't1' });
    expect(calls).toHaveLength(1);
  });

  test('may all leave: the request goes on, the next caller joins it, and its token is kept', async () => {
    const { tokens, calls, clock, respond, events } = scene();
    const impatient = new AbortController();
    const both = [tokens.getToken({ signal: impatient.signal }), tokens.getToken({ signal: impatient.signal })];
    await clock.advance(0);
    impatient.abort(new Error('Too slow'));
    expect(await Promise.allSettled(both)).toMatchObject([{ status: 'rejected' }, { status: 'rejected' }]);
    expect(calls[0]?.signal.aborted).toBe(false);
    expect(clock.refdTimers).toBe(0);
    const next = tokens.getToken();
    expect(clock.refdTimers).toBe(1);
    await respond();
    expect(await next).toMatchObject({ value: 't1' });
    expect(events.map(({ type }) => type)).toEqual(['refresh-started', 'refresh-succeeded']);
    expect([calls.length, clock.pendingTimers]).toEqual([1, 0]);
  });

  test('may leave before anything is sent: the token comes all the same', async () => {
    const { tokens, calls, respond } = scene();
    const impatient = new AbortController();
    const left = tokens.getToken({ signal: impatient.signal }).catch(() => {});
    impatient.abort();
    await left;
    await respond();
    expect(tokens.peek()).toMatchObject({ value: 't1' });
    expect(calls).toHaveLength(1);
  });

  test('get an AbortError where signals have no reason, as in React Native', async () => {
    const { tokens } = scene();
    const signal = { aborted: true, addEventListener() {}, removeEventListener() {} } as unknown as AbortSignal;
    await expect(tokens.getToken({ signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('that come with an aborted signal start nothing', async () => {
    const { tokens, calls, clock } = scene();
    await expect(tokens.getToken({ signal: AbortSignal.abort(new Error('Never mind')) })).rejects.toThrow('Never mind');
    await clock.advance(0);
    expect(calls).toHaveLength(0);
  });

  test('do not end a background refresh by leaving it', async () => {
    const { tokens, calls, clock, respond } = await sceneWithToken({ timeoutMs: hourMs });
    await clock.advance(hourMs - 1_000);
    await tokens.getToken();
    await clock.advance(1_000);
    const impatient = new AbortController();
    const late = tokens.getToken({ signal: impatient.signal });
    impatient.abort();
    await expect(late).rejects.toThrow();
    expect(calls[1]?.signal.aborted).toBe(false);
    expect(clock.refdTimers).toBe(0);
    await respond();
    expect(tokens.peek()).toMatchObject({ value: 't2' });
  });

  test('leave no listener behind on their signal', async () => {
    const { tokens, clock, respond, fail } = scene();
    const { signal } = new AbortController();
    const fails = tokens.getToken({ signal }).catch((reason: unknown) => reason);
    await fail(wrongSecret());
    expect(await fails).toMatchObject({ code: 'invalid_client' });
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
    await clock.advance(1_000);
    const succeeds = tokens.getToken({ signal });
    await respond();
    await succeeds;
    expect(getEventListeners(signal, 'abort')).toHaveLength(0);
  });

  test('keep the process alive while they wait, and only then', async () => {
    const { tokens, clock, respond } = scene();
    const impatient = new AbortController();
    const leaves = tokens.getToken({ signal: impatient.signal });
    const stays = tokens.getToken();
    await clock.advance(0);
    expect(clock.refdTimers).toBe(1);
    impatient.abort();
    await leaves.catch(() => {});
    expect(clock.refdTimers).toBe(1);
    await respond();
    await stays;
    expect(clock.pendingTimers).toBe(0);
    await clock.advance(hourMs - 1_000);
    await tokens.getToken();
    await clock.advance(0);
    expect([clock.pendingTimers, clock.refdTimers]).toEqual([2, 0]);
    await clock.advance(1_000);
    const joins = tokens.getToken();
    expect(clock.refdTimers).toBe(1);
    await respond();
    await joins;
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('a failure', () => {
  test('that may pass is tried again within the same refresh, up to four requests', async () => {
    const { tokens, calls, clock, fail, events } = scene();
    const got = tokens.getToken();
    got.catch(() => {});
    for (let request = 1; request <= 4; request++) {
      await fail(down());
      await clock.advance(1_000 * request);
    }
    await expect(got).rejects.toMatchObject({ code: 'server_error', status: 503, permanent: false });
    expect(calls).toHaveLength(4);
    expect(events.at(-1)).toMatchObject({ type: 'refresh-failed', requests: 4 });
  });

  test('that has passed by the second request reaches nobody', async () => {
    const { tokens, clock, fail, respond } = scene();
    const waiting = [tokens.getToken(), tokens.getToken()];
    await fail(new TypeError('fetch failed'));
    await clock.advance(250);
    await respond();
    expect(await Promise.all(waiting)).toMatchObject([{ value: 't1' }, { value: 't1' }]);
    expect(clock.pendingTimers).toBe(0);
  });

  test('is followed by a pause that is as long as the server asks for', async () => {
    const { tokens, calls, clock, fail } = scene();
    const got = tokens.getToken();
    await fail(new TokenRequestError('Slow down.', { code: 'rate_limited', retryAt: clock.now() + 5_000 }));
    await clock.advance(4_999);
    expect(calls).toHaveLength(1);
    await clock.advance(1);
    expect(calls).toHaveLength(2);
    tokens.close();
    await expect(got).rejects.toMatchObject({ code: 'closed' });
  });

  test('is followed by a pause of a quarter of a second, doubled each time, that differs from process to process', async () => {
    const pauses = new Set<number>();
    for (let process = 0; process < 10; process++) {
      const { tokens, calls, clock, fail, events } = scene();
      const got = tokens.getToken().catch(() => {});
      for (const longest of [250, 500, 1_000]) {
        await fail(down());
        const from = clock.monotonicNow();
        for (const asked = calls.length; calls.length === asked; await clock.advance(1));
        const pause = clock.monotonicNow() - from;
        expect(pause).toBeGreaterThanOrEqual(longest / 2);
        expect(pause).toBeLessThanOrEqual(longest + 1);
        pauses.add(pause / longest);
      }
      tokens.close();
      await got;
      expect(events.at(-1)).toMatchObject({ type: 'closed' });
    }
    expect(pauses.size).toBeGreaterThan(10);
  });

  test('keeps nobody waiting for more than an hour, whatever the server asks for', async () => {
    const { tokens, clock, fail } = scene();
    const got = tokens.getToken().catch((reason: unknown) => reason);
    await fail(new TokenRequestError('Slow down.', { code: 'rate_limited', retryAt: clock.now() + 7 * 24 * hourMs }));
    expect(await got).toMatchObject({ retryAt: clock.now() + hourMs });
  });

  test('is repeated although nobody waits any more', async () => {
    const { tokens, clock, fail, respond } = scene();
    const controller = new AbortController();
    const got = tokens.getToken({ signal: controller.signal }).catch(() => {});
    await fail(down());
    controller.abort();
    await got;
    await clock.advance(250);
    await respond();
    expect(tokens.peek()).toMatchObject({ value: 't1' });
    expect(clock.pendingTimers).toBe(0);
  });

  test.each([
    { code: 'rate_limited', status: 429 },
    { code: 'slow_down', status: 429 },
  ])('of too many requests is not repeated, and pauses for half a minute: $code', async (options) => {
    const { tokens, calls, clock, fail } = scene();
    const got = tokens.getToken().catch((reason: unknown) => reason);
    await fail(new TokenRequestError('Too many requests.', options));
    expect(await got).toMatchObject({ ...options, retryAt: clock.now() + 30_000 });
    await clock.advance(29_999);
    await expect(tokens.getToken()).rejects.toMatchObject(options);
    expect(calls).toHaveLength(1);
  });

  test('whose retryAt is no number is like one without', async () => {
    const { tokens, calls, clock, fail, respond } = scene();
    const got = tokens.getToken();
    await fail(Object.assign(down(), { retryAt: Number.NaN }));
    await clock.advance(250);
    await respond();
    expect(await got).toMatchObject({ value: 't1' });
    expect(calls).toHaveLength(2);
    expect(new TokenRequestError('No.', { code: 'server_error', retryAt: Number.NaN }).retryAt).toBeUndefined();
  });

  test('is final at once when the server asks for more time than the limit allows', async () => {
    const { tokens, calls, clock, fail } = scene();
    const got = tokens.getToken();
    got.catch(() => {});
    const retryAt = clock.now() + 30_000;
    await fail(new TokenRequestError('Slow down.', { code: 'rate_limited', retryAt }));
    await expect(got).rejects.toMatchObject({ code: 'rate_limited', retryAt });
    await clock.advance(29_999);
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'rate_limited' });
    expect(calls).toHaveLength(1);
    await clock.advance(1);
    tokens.getToken().catch(() => {});
    await clock.advance(0);
    expect(calls).toHaveLength(2);
  });

  test('that is permanent is not tried again, and reaches later callers at once with the time of the next try', async () => {
    const { tokens, calls, clock, fail } = scene();
    const got = tokens.getToken();
    got.catch(() => {});
    await fail(wrongSecret());
    const error = await got.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'invalid_client', permanent: true, retryAt: clock.now() + 1_000 });
    const later = await Promise.allSettled(Array.from({ length: 1_000 }, () => tokens.getToken()));
    expect(later.every((result) => result.status === 'rejected' && result.reason === error)).toBe(true);
    expect(calls).toHaveLength(1);
  });

  test('doubles the wait each time, from 1 second to 60, until a token comes', async () => {
    const { tokens, clock, fail, respond, calls } = scene();
    for (const seconds of [1, 2, 4, 8, 16, 32, 60, 60]) {
      const got = tokens.getToken();
      got.catch(() => {});
      await fail(wrongSecret());
      await expect(got).rejects.toMatchObject({ retryAt: clock.now() + seconds * 1_000 });
      await clock.advance(seconds * 1_000 - 1);
      const asked = calls.length;
      await expect(tokens.getToken()).rejects.toMatchObject({ code: 'invalid_client' });
      expect(calls).toHaveLength(asked);
      await clock.advance(1);
    }
    const recovered = tokens.getToken();
    await respond();
    const { value } = await recovered;
    tokens.invalidate(value);
    const again = tokens.getToken();
    again.catch(() => {});
    await fail(wrongSecret());
    await expect(again).rejects.toMatchObject({ retryAt: clock.now() + 1_000 });
  });

  test('to answer in time ends the wait of everybody, though the source ignores its signal', async () => {
    const { tokens, clock, calls } = scene({ timeoutMs: 7_000 });
    const waiting = [tokens.getToken(), tokens.getToken()].map((got) => got.catch((reason: unknown) => reason));
    await clock.advance(6_999);
    expect(calls.at(-1)?.signal.aborted).toBe(false);
    await clock.advance(1);
    const retryAt = clock.now() + 1_000;
    expect(await Promise.all(waiting)).toMatchObject([
      { code: 'timeout', retryAt },
      { code: 'timeout', retryAt },
    ]);
    expect(calls.at(-1)?.signal.aborted).toBe(true);
    expect(clock.pendingTimers).toBe(0);
  });

  test('to answer in time is final, though the source then throws because its signal was aborted', async () => {
    const { clock } = scene();
    let calls = 0;
    const fetchToken: FetchToken = ({ signal }) =>
      new Promise((_, reject) => {
        calls++;
        signal.addEventListener('abort', () => reject(signal.reason));
      });
    const tokens = createTokenRefresher(fetchToken, { clock });
    const got = tokens.getToken().catch((reason: unknown) => reason);
    await clock.advance(10_000);
    expect(await got).toMatchObject({ code: 'timeout' });
    await clock.advance(0);
    expect([calls, clock.pendingTimers]).toEqual([2, 0]);
  });

  test('of a source of the application is told as such, with its error as the cause', async () => {
    const { tokens, clock, fail } = scene({ timeoutMs: 1 });
    const got = tokens.getToken();
    got.catch(() => {});
    const cause = new Error('vault sealed');
    await fail(cause);
    const message = 'The source threw an error, see `cause`.';
    await expect(got).rejects.toMatchObject({ code: 'fetch_token_failed', permanent: false, message, cause });
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('what a source returns', () => {
  const notEpoch = '"expiresAt" is not a number of epoch milliseconds';
  test.each([
    ['no value', { value: undefined }, '"value" is undefined: is an await missing, or has the field another name'],
    ['a value that is a promise', { value: Promise.resolve('secret-canary') }, '"value" is a promise: await it'],
    ['a value null', { value: null }, '"value" is null, not a string'],
    ['an empty value', { value: '' }, '"value" is empty'],
    ['a number', { value: 5 }, '"value" is number, not a string'],
    ['a value with a line break', { value: 'a\r\nx-evil: 1' }, '"value" has a line break in it'],
    ['a value with a space', { value: 'a b' }, '"value" has a space in it'],
    [
      'a value with the scheme in front',
      { value: 'bearer abc' },
      '"value" starts with "Bearer ", which is added later',
    ],
    [
      'a value with a letter that headers cannot carry',
      { value: 'tökén' },
      '"value" has a character in it that is not visible ASCII',
    ],
    ['an expiry that is a string', { value: 'secret-canary', expiresAt: '3600' }, notEpoch],
    ['an expiry that is not a number', { value: 'secret-canary', expiresAt: Number.NaN }, notEpoch],
    ['an expiry that is infinite', { value: 'secret-canary', expiresAt: Number.POSITIVE_INFINITY }, notEpoch],
    [
      'an expiry of another name',
      { value: 'secret-canary', expires_in: 600 },
      '"expires_in" is not read. Call its expiry "expiresAt", in epoch milliseconds: Date.now() + expires_in * 1000',
    ],
  ])('%s is an error that names the field', async (_, returned, problem) => {
    const tokens = createTokenRefresher((async () => returned) as unknown as FetchToken);
    await expect(tokens.getToken()).rejects.toMatchObject({
      code: 'invalid_token_response',
      permanent: true,
      message: `The source returned a token that cannot be used: its ${problem}.`,
    });
  });

  test('a value that is a promise is no unhandled rejection when it fails', async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', note);
    onTestFinished(() => void process.off('unhandledRejection', note));
    const returned = async () => ({ value: Promise.reject(new Error('vault sealed')) });
    const tokens = createTokenRefresher(returned as unknown as FetchToken);
    await expect(tokens.getToken()).rejects.toThrow(/its "value" is a promise: await it\.$/);
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  });

  test.each([
    ['nothing', () => undefined, 'undefined'],
    ['null', () => null, 'null'],
    ['a token alone', () => 'secret-canary', 'a string'],
    ['a number', () => 5, 'a number'],
    ['a Response that was not read', () => Response.json({ access_token: 'secret-canary' }), 'a Response'],
    ['a token response', () => ({ access_token: 'secret-canary', expires_in: 60 }), 'an object without "value"'],
  ])('%s is an error that says what to return', async (_, returned, kind) => {
    const tokens = createTokenRefresher((async () => returned()) as unknown as FetchToken);
    await expect(tokens.getToken()).rejects.toMatchObject({
      code: 'invalid_token_response',
      permanent: true,
      message: `The source returned ${kind}; return { value, expiresAt }.`,
    });
  });

  test.each([-1, 0])('an expiry %i ms from 1973 is one in milliseconds from then on', async (ms) => {
    const { tokens, respond } = scene();
    const got = tokens.getToken().catch((reason: unknown) => reason);
    await respond({ expiresAt: 1e11 + ms });
    expect(await got).toMatchObject(ms < 0 ? { code: 'invalid_token_response' } : { value: 't1' });
  });

  test.each([0, -1])(
    'an expiry of %i, which others have for "never", is an error that says to leave it out',
    async (none) => {
      const { tokens, respond } = scene();
      const got = tokens.getToken();
      got.catch(() => {});
      await respond({ expiresAt: none });
      await expect(got).rejects.toMatchObject({
        code: 'invalid_token_response',
        permanent: true,
        message:
          'The source returned a token that cannot be used: its "expiresAt" is no time; leave it out if it is not known ' +
          'when the token expires.',
      });
    },
  );

  test.each([
    ['in seconds', 'in seconds', (now: number) => Math.round(now / 1000) + 3_600],
    ['an hour', 'not a time but a life', () => 3_600_000],
    ['an hour in seconds', 'not a time but a life', () => 3_600],
  ])('an expiry that is %s is an error that says so, at once', async (_, kind, expiresAt) => {
    const { tokens, clock, respond, calls } = scene();
    const got = tokens.getToken();
    got.catch(() => {});
    await respond({ expiresAt: expiresAt(clock.now()) });
    await expect(got).rejects.toMatchObject({
      code: 'invalid_token_response',
      permanent: true,
      message:
        `The source returned a token that cannot be used: its "expiresAt" is ${kind}; it must be in epoch ` +
        'milliseconds: Date.now() + expires_in * 1000.',
    });
    expect(calls).toHaveLength(1);
  });
});

describe('invalidate', () => {
  test('drops this token; the source is told, and asked for another', async () => {
    const { tokens, calls, events } = scene({ automatic: true });
    const { value } = await tokens.getToken();
    tokens.invalidate(value);
    expect(tokens.peek()).toBeUndefined();
    expect(await tokens.getToken()).toMatchObject({ value: 't2' });
    expect(calls[1]?.rejected).toBe('t1');
    expect(events.at(-1)).toMatchObject({ type: 'refresh-succeeded', reason: 'invalidated' });
  });

  test('does nothing when the token has been replaced already', async () => {
    const { tokens, calls } = scene({ automatic: true });
    await tokens.getToken();
    tokens.invalidate('t1');
    await tokens.getToken();
    tokens.invalidate('t1');
    expect(tokens.peek()).toMatchObject({ value: 't2' });
    expect(calls).toHaveLength(2);
  });

  test('is told to the source until another token has come', async () => {
    const { tokens, calls, clock } = scene({ automatic: true });
    tokens.invalidate((await tokens.getToken()).value);
    await tokens.getToken();
    await clock.advance(hourMs);
    await tokens.getToken();
    expect(calls.map(({ rejected }) => rejected)).toEqual([undefined, 't1', undefined]);
  });

  test("in an application's own interceptor, at each 401 of an API that rejects every token, costs the budget", async () => {
    const { tokens, calls, clock, events } = scene({ automatic: true, lifeMs: 24 * hourMs });
    for (let second = 0; second < 3_600; second++) {
      tokens.invalidate((await tokens.getToken()).value);
      await clock.advance(1_000);
    }
    // Five at once, then one per 15, 30, 60 … seconds.
    expect(calls.length).toBeGreaterThan(50);
    expect(calls.length).toBeLessThanOrEqual(1 + 5 + 2 + 60);
    expect(events).toContainEqual(expect.objectContaining({ type: 'refresh-damped', reason: 'invalidated' }));
  });

  test('during a refresh does not let the same token in again', async () => {
    const { tokens, calls, clock, respond } = await sceneWithToken({ timeoutMs: hourMs });
    await clock.advance(hourMs - 1_000);
    await tokens.getToken();
    tokens.invalidate('t1');
    const got = tokens.getToken();
    await respond({ value: 't1' });
    await respond({ value: 'other' });
    expect(await got).toMatchObject({ value: 'other' });
    expect(calls.map(({ rejected }) => rejected)).toEqual([undefined, undefined, 't1']);
  });
});

test('a source that is asked again because its token was rejected meanwhile has its full time for that', async () => {
  const { tokens, calls, clock, respond } = await sceneWithToken({ timeoutMs: 9_000 });
  await clock.advance(hourMs - 10_000);
  await tokens.getToken();
  await clock.advance(2_000);
  tokens.invalidate('t1');
  await respond({ value: 't1' });
  expect(calls).toHaveLength(3);
  await clock.advance(2_999);
  expect([calls.length, calls[2]?.signal.aborted]).toEqual([3, false]);
  await clock.advance(1);
  expect([calls.length, calls[2]?.signal.aborted]).toEqual([4, true]);
});

describe('close', () => {
  test('ends every wait with the code closed, aborts the request and leaves no timer', async () => {
    const { tokens, calls, clock, events } = scene();
    const waiting = tokens.getToken();
    waiting.catch(() => {});
    await clock.advance(0);
    tokens.close();
    tokens.close();
    const message = 'The token refresher has been closed.';
    await expect(waiting).rejects.toMatchObject({ code: 'closed', permanent: true, message });
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'closed' });
    expect(tokens.peek()).toBeUndefined();
    expect(calls[0]?.signal.aborted).toBe(true);
    expect(clock.pendingTimers).toBe(0);
    expect(events.filter(({ type }) => type === 'closed')).toHaveLength(1);
  });

  test('keeps no token that arrives afterwards', async () => {
    const { tokens, clock, respond } = scene();
    tokens.getToken().catch(() => {});
    await clock.advance(0);
    tokens.close();
    await respond();
    expect(tokens.peek()).toBeUndefined();
  });
});

describe('events', () => {
  test('tell the life of a token with reasons and times', async () => {
    const { tokens, clock, respond, events } = scene();
    const first = tokens.getToken();
    await clock.advance(40);
    await respond();
    await first;
    const at = clock.now();
    await clock.advance(hourMs);
    const second = tokens.getToken();
    await respond();
    await second;
    expect(events).toEqual([
      { type: 'refresh-started', reason: 'first', at: at - 40 },
      { type: 'refresh-succeeded', reason: 'first', at, durationMs: 40, requests: 1, expiresAt: at + hourMs },
      { type: 'refresh-started', reason: 'expired', at: at + hourMs },
      expect.objectContaining({ type: 'refresh-succeeded', reason: 'expired' }),
    ]);
  });

  test('reach the other listeners and break nothing when one throws', async () => {
    const { tokens, events } = scene({ automatic: true });
    const stop = tokens.subscribe(() => {
      throw new Error('telemetry is down');
    });
    expect(await tokens.getToken()).toMatchObject({ value: 't1' });
    expect(events).toHaveLength(2);
    stop();
  });

  test('end with the subscription', async () => {
    const { tokens } = scene({ automatic: true });
    const seen: string[] = [];
    const stop = tokens.subscribe(({ type }) => seen.push(type));
    stop();
    await tokens.getToken();
    expect(seen).toEqual([]);
  });
});

test('every option may be undefined, which means its default', async () => {
  const defaults: Required<{ [Option in keyof TokenRefresherOptions]: undefined }> = {
    origins: undefined,
    allowInsecureRequests: undefined,
    header: undefined,
    isUnauthorized: undefined,
    refreshAheadMs: undefined,
    defaultLifetimeMs: undefined,
    timeoutMs: undefined,
    clock: undefined,
  };
  const options: TokenRefresherOptions = defaults;
  expect((await createTokenRefresher(async () => ({ value: 't1' }), options).getToken()).value).toBe('t1');
});

test('two refreshers share nothing', async () => {
  const [one, other] = [scene({ automatic: true }), scene()];
  await one.tokens.getToken();
  expect(other.tokens.peek()).toBeUndefined();
  one.tokens.invalidate('t1');
  expect(other.calls).toHaveLength(0);
});

test('a source that asks the same refresher for a token waits for itself and runs into the time limit', async () => {
  const { clock } = scene();
  let calls = 0;
  const tokens = createTokenRefresher(
    async (): Promise<never> => {
      calls++;
      return (await tokens.getToken()) as never;
    },
    { clock },
  );
  const got = tokens.getToken().catch((reason: unknown) => reason);
  await clock.advance(10_000);
  const hint =
    'No access token within 10000 ms ("timeoutMs"). Is the token endpoint reachable? A source that sends its request ' +
    'through a client that adds this token waits for itself: send that with tokenRefresh: false.';
  expect(await got).toMatchObject({ code: 'timeout', message: hint });
  expect(calls).toBe(2);
});
