import { createFakeClock } from '@token-refresher/test-support/fake-clock';
import { describe, expect, test } from 'vitest';
import { TokenRequestError } from '../errors.ts';
import { createHandTurnedClock } from '../testing/model/hand-turned-clock.ts';
import { hourMs } from '../testing/refresher-scene.ts';
import type { AccessToken, FetchToken } from '../token.ts';
import { createTokenRefresher, type TokenRefresherOptions } from './token-refresher.ts';

/** A source of which the test ends each request by number, in any order; it ignores its signal unless told otherwise. */
function numberedSource(options: TokenRefresherOptions & { isRepeatable?: boolean } = {}) {
  const { isRepeatable, ...refresherOptions } = options;
  const clock = createFakeClock();
  const requests: { resolve(token: AccessToken): void; reject(error: unknown): void; signal: AbortSignal }[] = [];
  const fetchToken: FetchToken = Object.assign(
    ({ signal }: { signal: AbortSignal }) =>
      new Promise<AccessToken>((resolve, reject) => requests.push({ resolve, reject, signal })),
    { isRepeatable },
  );
  const tokens = createTokenRefresher(fetchToken, { clock, ...refresherOptions });
  const events: string[] = [];
  tokens.subscribe(({ type }) => events.push(type));
  const running = () => requests.filter(({ signal }) => !signal.aborted).length;
  const give = async (index: number, value = `t${index + 1}`) => {
    requests[index]?.resolve({ value, expiresAt: clock.now() + hourMs });
    await clock.advance(0);
  };
  return { tokens, clock, requests, events, running, give };
}

const outcomeOf = (promise: Promise<AccessToken>) =>
  promise.then(
    ({ value }) => value,
    ({ code }) => code,
  );

describe('a request that hangs', () => {
  test('is given up after a third of the limit and told so, and another is made that has the rest', async () => {
    const { tokens, clock, requests, running, give } = numberedSource({ timeoutMs: 9_000 });
    const got = outcomeOf(tokens.getToken());
    await clock.advance(2_999);
    expect(requests).toHaveLength(1);
    await clock.advance(1);
    expect([requests.length, running()]).toEqual([2, 1]);
    expect(requests[0]?.signal.aborted).toBe(true);
    await clock.advance(5_999);
    expect([requests.length, running()]).toEqual([2, 1]);
    await give(1);
    expect(await got).toBe('t2');
    expect(clock.pendingTimers).toBe(0);
  });

  test('whose token comes after the other one is not used', async () => {
    const { tokens, clock, give } = numberedSource({ timeoutMs: 9_000 });
    const got = outcomeOf(tokens.getToken());
    await clock.advance(3_000);
    await give(1);
    expect(await got).toBe('t2');
    await give(0);
    expect(tokens.peek()?.value).toBe('t2');
  });

  test('whose token comes after all is used, and the other is given up; its token is newer if it comes', async () => {
    const { tokens, clock, running, give } = numberedSource({ timeoutMs: 9_000 });
    const got = outcomeOf(tokens.getToken());
    await clock.advance(3_000);
    await give(0);
    expect(await got).toBe('t1');
    expect([running(), clock.pendingTimers]).toEqual([0, 0]);
    await give(1);
    expect(tokens.peek()?.value).toBe('t2');
  });

  test('is not repeated when the source says that its requests must not be', async () => {
    const { tokens, clock, requests, give } = numberedSource({ timeoutMs: 9_000, isRepeatable: false });
    const got = outcomeOf(tokens.getToken());
    await clock.advance(8_999);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.signal.aborted).toBe(false);
    await give(0);
    expect(await got).toBe('t1');
  });
});

test('a source whose requests must not be repeated is asked once a refresh, whatever it throws', async () => {
  const { tokens, clock, requests } = numberedSource({ isRepeatable: false });
  const got = outcomeOf(tokens.getToken());
  await clock.advance(0);
  requests[0]?.reject(new TokenRequestError('Lost.', { code: 'network_error' }));
  expect(await got).toBe('network_error');
  await clock.advance(900);
  expect(requests).toHaveLength(1);
});

describe('a token that comes after the time limit', () => {
  const lateBy = async (ms: number) => {
    const stage = numberedSource({ isRepeatable: false });
    expect(await Promise.all([outcomeOf(stage.tokens.getToken()), stage.clock.advance(10_000)])).toEqual([
      'timeout',
      undefined,
    ]);
    await stage.clock.advance(ms);
    return stage;
  };

  test('is used, and ends the pause', async () => {
    const { tokens, give, requests } = await lateBy(500);
    expect(await outcomeOf(tokens.getToken())).toBe('timeout');
    await give(0);
    expect(await outcomeOf(tokens.getToken())).toBe('t1');
    expect(requests).toHaveLength(1);
  });

  test('is not used when a newer one has come', async () => {
    const { tokens, clock, give } = await lateBy(1_000);
    const newer = outcomeOf(tokens.getToken());
    await clock.advance(0);
    await give(1);
    expect(await newer).toBe('t2');
    await give(0);
    expect(tokens.peek()?.value).toBe('t2');
  });

  test('is not used when a newer one has come and was rejected', async () => {
    const { tokens, clock, give } = await lateBy(1_000);
    const newer = outcomeOf(tokens.getToken());
    await clock.advance(0);
    await give(1);
    tokens.invalidate(await newer);
    await give(0);
    expect(tokens.peek()).toBeUndefined();
  });

  test.each(['reset', 'close'] as const)('is not used after %s', async (end) => {
    const { tokens, give } = await lateBy(0);
    tokens[end]();
    await give(0);
    expect(tokens.peek()).toBeUndefined();
  });
});

test('a refresh that was overslept ends once, when somebody asks, with the time of the next try', async () => {
  const clock = createHandTurnedClock();
  const signals: AbortSignal[] = [];
  const tokens = createTokenRefresher(
    ({ signal }) => {
      signals.push(signal);
      return new Promise(() => {});
    },
    { clock },
  );
  const events: string[] = [];
  tokens.subscribe(({ type }) => events.push(type));
  const first = tokens.getToken().catch((error: unknown) => error);
  await undefined;
  clock.pass(10_000, true);
  const retryAt = clock.now();
  tokens.getToken().catch(() => {});
  await undefined;
  expect(events).toEqual(['refresh-started', 'refresh-failed', 'refresh-started']);
  expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  clock.pass(0);
  expect(await first).toMatchObject({ code: 'timeout', retryAt });
  expect(events).toHaveLength(3);
});

/** `ROUNDS=1000` for more. */
const rounds = Number(process.env.ROUNDS ?? 30);

test(`1000 callers of a source with single-use refresh tokens, each leaving at a random moment, ${rounds} rounds: none is presented twice`, async () => {
  const clock = createHandTurnedClock();
  const presented = new Set<string>();
  let refreshToken = 'r0';
  let resolve: (() => void) | undefined;
  const fetchToken: FetchToken = Object.assign(
    async () => {
      expect(presented).not.toContain(refreshToken);
      presented.add(refreshToken);
      await new Promise<void>((done) => {
        resolve = done;
      });
      refreshToken = `r${presented.size}`;
      return { value: `t${presented.size}`, expiresAt: clock.now() + 60_000 };
    },
    { isRepeatable: false },
  );
  const tokens = createTokenRefresher(fetchToken, { clock });
  for (let round = 0; round < rounds; round++) {
    const callers = Array.from({ length: 1_000 }, () => new AbortController());
    const answersAt = Math.floor(Math.random() * 1_000);
    for (const [index, caller] of callers.entries()) {
      tokens.getToken({ signal: caller.signal }).catch(() => {});
      if (Math.random() < 0.5) callers[Math.floor(Math.random() * index)]?.abort();
      if (index === answersAt) resolve?.();
      if (Math.random() < 0.01) await undefined;
    }
    for (const caller of callers) caller.abort();
    for (let turn = 0; turn < 20; turn++) await undefined;
    resolve?.();
    for (let turn = 0; turn < 20; turn++) await undefined;
    expect(presented.size).toBe(round + 1);
    clock.pass(60_000);
  }
});
