import { describe, expect, test, vi } from 'vitest';
import { startAttempt } from '../attempt/attempt.ts';
import { TokenRequestError } from '../errors.ts';
import { scene } from '../testing/refresher-scene.ts';
import { createTokenRefresher } from './token-refresher.ts';

const signedOut = () => new TokenRequestError('Please sign in.', { code: 'invalid_grant', permanent: true });

test('after reset() nobody waits for a pause, and the source is told of no rejected token', async () => {
  const { tokens, calls, clock, fail, respond, events } = scene();
  for (let failures = 0; failures < 5; failures++) {
    const got = tokens.getToken().catch(() => {});
    await fail(signedOut());
    await got;
    await clock.advance(60_000);
  }
  const last = tokens.getToken().catch((error: unknown) => error);
  await fail(signedOut());
  expect(await last).toMatchObject({ retryAt: clock.now() + 32_000 });
  tokens.reset();
  const got = tokens.getToken();
  await respond();
  expect(await got).toMatchObject({ value: 't1' });
  expect(calls.at(-1)?.rejected).toBeUndefined();
  expect(events.at(-1)).toMatchObject({ type: 'refresh-succeeded', reason: 'first' });
});

test('reset() forgets the token and the budget', async () => {
  const { tokens, calls } = scene({ automatic: true });
  for (let round = 0; round < 10; round++) tokens.invalidate((await tokens.getToken()).value);
  expect(calls).toHaveLength(6);
  tokens.reset();
  expect(tokens.peek()).toBeUndefined();
  for (let round = 0; round < 10; round++) tokens.invalidate((await tokens.getToken()).value);
  expect(calls).toHaveLength(12);
});

test('reset() ends the refresh of whoever was signed in: its token is never handed out', async () => {
  const { tokens, calls, clock, respond, events } = scene();
  const old = tokens.getToken().catch((error: unknown) => error);
  await clock.advance(0);
  tokens.reset();
  expect(await old).toMatchObject({ code: 'reset', permanent: false });
  expect(calls[0]?.signal.aborted).toBe(true);
  const got = tokens.getToken();
  await respond({ value: 'of-the-old-user' });
  expect(tokens.peek()).toBeUndefined();
  await respond({ value: 'of-the-new-user' });
  expect(await got).toMatchObject({ value: 'of-the-new-user' });
  expect(events.map(({ type }) => type)).toEqual(['refresh-started', 'reset', 'refresh-started', 'refresh-succeeded']);
});

test('reset() and close() reach the source', () => {
  const source = Object.assign(async () => ({ value: 't1' }), { reset: vi.fn(), close: vi.fn() });
  const tokens = createTokenRefresher(source);
  tokens.reset();
  tokens.close();
  tokens.close();
  tokens.reset();
  expect([source.reset.mock.calls.length, source.close.mock.calls.length]).toEqual([1, 1]);
});

test.each(Array.from({ length: 30 }, (_, turns) => turns))(
  'close() %i microtasks around the arrival of a token: it is handed out to nobody afterwards',
  async (turns) => {
    let give!: (token: { value: string }) => void;
    const tokens = createTokenRefresher(() => new Promise((resolve) => (give = resolve)));
    const got = tokens.getToken().catch((error: unknown) => error);
    await Promise.resolve();
    await Promise.resolve();
    give({ value: 't1' });
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    tokens.close();
    await got;
    expect(tokens.peek()).toBeUndefined();
    expect(startAttempt(tokens).cachedToken()).toBeUndefined();
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'closed' });
  },
);

test('nobody is signed in: operations go out without a token, and nothing is asked again until reset()', async () => {
  const { tokens, calls, clock, fail, respond, events } = scene();
  const send = async () => {
    const attempt = startAttempt(tokens);
    return { attempt, token: attempt.cachedToken() ?? (await attempt.getToken()) };
  };
  const first = send();
  await fail(new TokenRequestError('Nobody is signed in.', { code: 'signed_out' }));
  expect((await first).token).toBeUndefined();
  expect(events.at(-1)).toMatchObject({ type: 'refresh-failed', code: 'signed_out', retryAt: undefined });
  await clock.advance(3_600_000);
  expect((await send()).token).toBeUndefined();
  await expect(tokens.getToken()).rejects.toMatchObject({ code: 'signed_out', retryAt: undefined });
  expect(calls).toHaveLength(1);
  tokens.reset();
  const signedIn = send();
  await respond();
  expect((await signedIn).token).toBe('t1');
});

describe('"Unauthorized" to a guest asks the source once more: somebody may have signed in', () => {
  const nobody = () => new TokenRequestError('Nobody is signed in.', { code: 'signed_out' });
  const createGuests = () => {
    const all = scene();
    /** What the second send carries, or `undefined` where there is none. */
    const refused = async (operation = '{ private }') => {
      const attempt = startAttempt(all.tokens, { operation: () => operation });
      expect(await attempt.getToken()).toBeUndefined();
      return { retry: attempt.retry({ status: 401 }) };
    };
    const signOut = async () => {
      const got = all.tokens.getToken().catch(() => {});
      await all.fail(nobody());
      await got;
    };
    return { ...all, refused, signOut };
  };

  test('the source says so again: not asked until reset()', async () => {
    const { tokens, calls, clock, events, fail, refused, signOut } = createGuests();
    await signOut();
    const { retry } = await refused();
    await fail(nobody());
    expect(await retry).toBeUndefined();
    for (let hour = 0; hour < 10; hour++) {
      const { retry } = await refused();
      expect(await retry).toBeUndefined();
      await clock.advance(3_600_000);
    }
    expect(calls).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ type: 'token-rejected', action: 'none', why: 'no-token' });
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'signed_out' });

    tokens.reset();
    await signOut();
    const { retry: next } = await refused();
    await fail(nobody());
    expect(await next).toBeUndefined();
    expect(calls).toHaveLength(4);
  });

  test('the source says so again: no number of guests uses up what a revoked token may cost later', async () => {
    const { events, fail, refused, signOut } = createGuests();
    await signOut();
    const { retry } = await refused();
    await fail(nobody());
    expect(await retry).toBeUndefined();
    for (let guest = 0; guest < 20; guest++) await (await refused(`{ private${guest} }`)).retry;
    const rejections = events.filter(({ type }) => type === 'token-rejected').slice(1);
    expect(rejections).toHaveLength(20);
    for (const rejection of rejections) expect(rejection).toMatchObject({ action: 'none', why: 'no-token' });
    expect(events.map(({ type }) => type)).not.toContain('refresh-damped');
  });

  test('the source gives a token: signed in as ever, and when that ends, asked once more again', async () => {
    const { tokens, calls, fail, respond, refused, signOut } = createGuests();
    for (const value of ['ada', 'bob']) {
      await signOut();
      const { retry } = await refused();
      await respond({ value });
      expect(await retry).toBe(value);
      expect(tokens.peek()).toMatchObject({ value });
      tokens.invalidate(value);
    }
    await signOut();
    const { retry } = await refused();
    await fail(nobody());
    expect(await retry).toBeUndefined();
    await refused();
    expect(calls).toHaveLength(6);
  });

  test('what the source permanently denies is a response, too', async () => {
    const { calls, clock, fail, refused, signOut } = createGuests();
    await signOut();
    const { retry } = await refused();
    await fail(new TokenRequestError('Denied.', { code: 'access_denied', permanent: true }));
    expect(await retry).toBeUndefined();
    await clock.advance(3_600_000);
    await refused();
    expect(calls).toHaveLength(2);
  });

  test('the source cannot be reached: guests go on without a token, and it is asked after the pause', async () => {
    const { calls, clock, fail, respond, refused, signOut } = createGuests();
    await signOut();
    const { retry: still } = await refused();
    await fail(new TokenRequestError('Too many.', { code: 'rate_limited' }));
    expect(await still).toBeUndefined();
    expect(await (await refused('{ open }')).retry).toBeUndefined();
    expect(calls).toHaveLength(2);
    await clock.advance(60_000);
    const { retry: signedIn } = await refused('{ open }');
    await respond();
    expect(await signedIn).toBe('t1');
  });
});
