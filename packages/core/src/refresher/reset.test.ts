import { expect, test, vi } from 'vitest';
import { startAttempt } from '../attempt/attempt.ts';
import { TokenRequestError } from '../errors.ts';
import { scene } from '../testing/refresher-scene.ts';
import { createTokenRefresher } from './token-refresher.ts';

const signedOut = () => new TokenRequestError('Please sign in.', { code: 'invalid_grant', permanent: true });

test('after reset() nobody waits for a pause, and the source is told of no rejected token', async () => {
  const { tokens, calls, clock, fail, answer, events } = scene();
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
  await answer();
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
  const { tokens, calls, clock, answer, events } = scene();
  const old = tokens.getToken().catch((error: unknown) => error);
  await clock.advance(0);
  tokens.reset();
  expect(await old).toMatchObject({ code: 'reset', permanent: false });
  expect(calls[0]?.signal.aborted).toBe(true);
  const got = tokens.getToken();
  await answer({ value: 'of-the-old-user' });
  expect(tokens.peek()).toBeUndefined();
  await answer({ value: 'of-the-new-user' });
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
  const { tokens, calls, clock, fail, answer, events } = scene();
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
  await answer();
  expect((await signedIn).token).toBe('t1');
});

test('when asking once more for a guest fails, guests go on without a token', async () => {
  const { tokens, calls, clock, fail, answer } = scene();
  const guest = startAttempt(tokens, { operation: () => '{ private }' });
  const waiting = guest.getToken();
  await fail(new TokenRequestError('Nobody is signed in.', { code: 'signed_out' }));
  expect(await waiting).toBeUndefined();
  const still = guest.retry({ status: 401 });
  await fail(new TokenRequestError('Too many.', { code: 'rate_limited' }));
  expect(await still).toBeUndefined();
  const next = async () => {
    const attempt = startAttempt(tokens, { operation: () => '{ open }' });
    expect(await attempt.getToken()).toBeUndefined();
    return attempt;
  };
  expect(await (await next()).retry({ status: 401 })).toBeUndefined();
  expect(calls).toHaveLength(2);
  await clock.advance(60_000);
  const signedIn = (await next()).retry({ status: 401 });
  await answer();
  expect(await signedIn).toBe('t1');
});

test('"Unauthorized" to a guest asks the source once more: somebody may have signed in', async () => {
  const { tokens, calls, fail, answer } = scene();
  const guest = async () => {
    const attempt = startAttempt(tokens, { operation: () => '{ private }' });
    expect(await attempt.getToken()).toBeUndefined();
    return attempt;
  };
  const attempt = startAttempt(tokens, { operation: () => '{ private }' });
  const waiting = attempt.getToken();
  await fail(new TokenRequestError('Nobody is signed in.', { code: 'signed_out' }));
  await waiting;
  const still = attempt.retry({ status: 401 });
  await fail(new TokenRequestError('Nobody is signed in.', { code: 'signed_out' }));
  expect(await still).toBeUndefined();
  expect(attempt.retry({ status: 401 })).toBeUndefined();
  const meanwhile = (await guest()).retry({ status: 401 });
  await answer();
  expect(await meanwhile).toBe('t1');
  expect(calls).toHaveLength(3);
});
