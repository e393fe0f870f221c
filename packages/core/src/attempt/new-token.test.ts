import { describe, expect, test } from 'vitest';
import { scene } from '../testing/refresher-scene.ts';
import type { AccessToken } from '../token.ts';
import { startAttempt } from './attempt.ts';

const refused = { status: 401, body: 'Unauthorized' };
const accepted = { status: 200, body: { data: { viewer: 'ada' } } };
const operation = () => '{ viewer }';

/** A first operation, whose token the source says was made `ageMs` ago when the API rejects it. */
async function reject(ageMs: number | undefined, token: Partial<AccessToken> = {}) {
  const stage = scene();
  const { clock, tokens } = stage;
  const attempt = startAttempt(tokens, { operation });
  const got = attempt.getToken();
  await stage.respond({ ...token, ...(ageMs !== undefined && { issuedAt: clock.now() - ageMs }) });
  await got;
  return { ...stage, attempt };
}

describe('a token that was made a moment ago and is rejected', () => {
  test('is tried again after a second, and no other is asked for', async () => {
    const { attempt, clock, calls, events } = await reject(50);
    let second: string | undefined;
    attempt.retry(refused)?.then((token) => {
      second = token;
    });
    await clock.advance(999);
    expect(second).toBeUndefined();
    await clock.advance(1);
    expect(second).toBe('t1');
    expect(attempt.retry(accepted)).toBeUndefined();
    expect(calls).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'token-rejected')).toMatchObject([{ action: 'retry', status: 401 }]);
    expect(clock.pendingTimers).toBe(0);
  });

  test('is not tried a third time; the next operation gets another', async () => {
    const { attempt, respond, clock, calls, tokens, events } = await reject(0);
    const second = attempt.retry(refused);
    await clock.advance(1_000);
    expect(await second).toBe('t1');
    expect(attempt.retry(refused)).toBeUndefined();
    expect(events.at(-1)).toMatchObject({ type: 'token-rejected', action: 'none', why: 'sent-twice' });
    const next = startAttempt(tokens, { operation });
    expect(next.cachedToken()).toBeUndefined();
    const got = next.getToken();
    await respond();
    expect(await got).toBe('t2');
    expect(calls.at(-1)?.rejected).toBe('t1');
  });

  test('serves on when it is rejected again and the budget is used up, and subscribers learn why', async () => {
    const { clock, tokens, respond, events } = scene();
    const fetched = async () => {
      const got = tokens.getToken();
      await respond({ issuedAt: clock.now() });
      return (await got).value;
    };
    for (let count = 0; count < 5; count++) tokens.invalidate(await fetched());
    const newest = await fetched();
    const attempt = startAttempt(tokens, { operation });
    attempt.cachedToken();
    const second = attempt.retry(refused);
    await clock.advance(1_000);
    expect(await second).toBe(newest);
    expect(attempt.retry(refused)).toBeUndefined();
    expect(tokens.peek()?.value).toBe(newest);
    expect(events.slice(-2)).toMatchObject([
      { type: 'refresh-damped', reason: 'rejected' },
      { type: 'token-rejected', action: 'none', why: 'sent-twice' },
    ]);
  });

  test.each([
    ['2 seconds old', 2_000],
    ['of the future', -2_000],
    ['of unknown age', undefined],
    ['of an age that is no number', Number.NaN],
  ])('one that is %s is replaced at once', async (_, ageMs) => {
    const { attempt, respond, clock } = await reject(ageMs);
    const second = attempt.retry(refused);
    await respond();
    expect(await second).toBe('t2');
    expect(clock.pendingTimers).toBe(0);
  });

  test('a token that has come meanwhile is taken', async () => {
    const { attempt, respond, clock, tokens } = await reject(0);
    const second = attempt.retry(refused);
    tokens.invalidate('t1');
    const other = tokens.getToken();
    await respond();
    await other;
    await clock.advance(1_000);
    expect(await second).toBe('t2');
  });

  test('who leaves during the pause is freed at once, and no timer is left', async () => {
    const { attempt, clock } = await reject(0);
    const controller = new AbortController();
    const second = attempt.retry(refused, controller);
    const reason = new Error('left');
    controller.abort(reason);
    await expect(second).rejects.toBe(reason);
    expect(clock.pendingTimers).toBe(0);
  });

  test('a mutation of which a part may have been carried out is not sent again', async () => {
    const { clock, tokens } = await reject(0);
    const attempt = startAttempt(tokens, { operation: () => 'mutation { a b }' });
    attempt.cachedToken();
    const partly = {
      status: 200,
      body: { data: { a: 1, b: null }, errors: [{ message: 'Unauthorized', path: ['b'] }] },
    };
    expect(attempt.rejected(partly)).toBeUndefined();
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('a source that gives the rejected token again', () => {
  const types = (events: readonly { readonly type: string }[]) => events.map(({ type }) => type);

  test('is told as it is: each operation that waited for another one is damped, not sent again', async () => {
    const { tokens, clock, respond, events } = scene();
    const got = tokens.getToken();
    await respond();
    await got;
    const before = events.length;
    const attempts = [1, 2].map(() => startAttempt(tokens, { operation }));
    for (const attempt of attempts) attempt.cachedToken();
    const second = attempts.map((attempt) => attempt.retry(refused));
    await respond({ value: 't1' });
    expect(await Promise.all(second)).toEqual([undefined, undefined]);
    expect(types(events.slice(before))).toEqual([
      'token-rejected',
      'refresh-started',
      'token-rejected',
      'refresh-succeeded',
      'refresh-damped',
      'refresh-damped',
    ]);
    expect(events.at(-1)).toEqual({ type: 'refresh-damped', reason: 'rejected', at: clock.now() });
  });

  test('is told nothing of when it has another one, or fails', async () => {
    const { tokens, respond, fail, events, clock } = scene();
    const got = tokens.getToken();
    await respond();
    await got;
    const reject = () => {
      const attempt = startAttempt(tokens, { operation });
      attempt.cachedToken();
      return attempt.retry(refused);
    };
    const other = reject();
    await respond();
    expect(await other).toBe('t2');
    const none = expect(reject()).rejects.toThrow();
    await fail(new Error('down'));
    await clock.advance(10_000);
    await none;
    expect(types(events)).not.toContain('refresh-damped');
  });
});
