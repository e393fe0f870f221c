import { describe, expect, test } from 'vitest';
import { TokenRequestError } from '../errors.ts';
import { scene } from '../testing/refresher-scene.ts';
import { sceneWithToken } from '../testing/scene-with-token.ts';
import { replaceToken } from './replace-token.ts';

/** One whose source responds at once. */
async function withAutomaticTokens() {
  const stage = scene({ automatic: true });
  await stage.tokens.getToken();
  return stage;
}

const limited = new TokenRequestError('Too many.', { code: 'rate_limited' });

describe('replaceToken', () => {
  test('gets another token, while others go on with the old one', async () => {
    const { tokens, calls, respond } = await sceneWithToken();
    const replaced = replaceToken(tokens, 't1');
    expect(tokens.peek()?.value).toBe('t1');
    await respond();
    expect((await replaced)?.value).toBe('t2');
    expect(calls[1]?.rejected).toBe('t1');
  });

  test('a mayRefresh that is no function is a TypeError, and the token stays', async () => {
    const { tokens } = await sceneWithToken();
    expect(() => replaceToken(tokens, 't1', false as never)).toThrow(
      new TypeError('replaceToken: option "mayRefresh" must be a function.'),
    );
    expect(() => replaceToken({} as never, 't1')).toThrow(
      'replaceToken: tokens must come from createTokenRefresher(fetchToken); got object.',
    );
    expect(tokens.peek()?.value).toBe('t1');
  });

  test('fails at once during the pause after a failure, and says when to ask again', async () => {
    const { tokens, calls, clock, fail } = await sceneWithToken();
    const failed = expect(replaceToken(tokens, 't1')).rejects.toThrow('Too many.');
    await fail(limited);
    await failed;
    const retryAt = clock.now() + 30_000;
    await expect(replaceToken(tokens, 't1')).rejects.toMatchObject({ code: 'rate_limited', retryAt });
    expect(calls).toHaveLength(2);
    expect(tokens.peek()?.value).toBe('t1');
  });

  test('goes on after the pause, however long the outage, and costs the budget one refresh', async () => {
    const { tokens, calls, clock, respond, fail } = await sceneWithToken();
    for (let failures = 0; failures < 20; failures++) {
      const failed = expect(replaceToken(tokens, 't1')).rejects.toThrow('Too many.');
      await fail(limited);
      await failed;
      await clock.advance(60_000);
    }
    const replaced = replaceToken(tokens, 't1');
    await respond();
    expect((await replaced)?.value).toBe('t2');
    expect(calls).toHaveLength(22);
  });

  test('counts again when the source has had no other token', async () => {
    const { tokens, calls, respond } = await sceneWithToken();
    for (let times = 0; times < 5; times++) {
      const same = replaceToken(tokens, 't1');
      await respond({ value: 't1' });
      expect((await same)?.value).toBe('t1');
    }
    expect(replaceToken(tokens, 't1')).toBeUndefined();
    expect(calls).toHaveLength(6);
  });

  test('asks whether it may, and says how many more the budget would allow', async () => {
    const { tokens, calls, respond } = await sceneWithToken();
    const asked: number[] = [];
    const may = (left: number) => asked.push(left) > 0;
    for (let times = 1; times <= 6; times++) {
      const replaced = replaceToken(tokens, `t${times}`, () => may);
      if (times === 6) expect(replaced).toBeUndefined();
      else await respond();
      await replaced;
    }
    expect(replaceToken(tokens, 't6', () => false)).toBeUndefined();
    expect(asked).toEqual([4, 3, 2, 1, 0]);
    expect(calls).toHaveLength(6);
  });

  test('waits longer each time for whoever leaves the last one to others, as for those to whom none is left', async () => {
    const { tokens, clock } = await withAutomaticTokens();
    const replace = (may = (_left: number) => true) => replaceToken(tokens, `${tokens.peek()?.value}`, () => may);
    const leavingOne = (left: number) => left > 0;
    for (let times = 0; times < 4; times++) expect(await replace(leavingOne)).toBeDefined();
    for (const seconds of [15, 30, 60, 60]) {
      expect(replace(leavingOne)).toBeUndefined();
      await clock.advance(seconds * 1_000 - 1);
      expect(replace(leavingOne)).toBeUndefined();
      await clock.advance(1);
      expect(await replace(leavingOne)).toBeDefined();
    }
  });

  test('costs others nothing when a rejection may cause no refresh at all, whatever is left', async () => {
    const { tokens, clock } = await withAutomaticTokens();
    const replace = (mayRefresh?: () => boolean) => replaceToken(tokens, `${tokens.peek()?.value}`, mayRefresh);
    for (let times = 0; times < 4; times++) expect(await replace()).toBeDefined();
    expect(replace(() => false)).toBeUndefined();
    expect(await replace(() => true)).toBeDefined();
    for (const seconds of [15, 30]) {
      const asked: boolean[] = [];
      expect(replace(() => asked.push(true) > 9)).toBeUndefined();
      expect(asked).toEqual([true]);
      await clock.advance(seconds * 1_000 - 1);
      expect(replace()).toBeUndefined();
      await clock.advance(1);
      expect(replace(() => false)).toBeUndefined();
      expect(await replace()).toBeDefined();
    }
  });

  test('asks a function that counts only when there is something to count', async () => {
    const { tokens, clock } = await withAutomaticTokens();
    const known = new Set<string>();
    const replaceFor = (user: string) =>
      replaceToken(tokens, `${tokens.peek()?.value}`, () => !known.has(user) && (() => known.add(user) !== undefined));
    for (const user of ['a', 'b', 'c', 'd', 'e']) expect(await replaceFor(user)).toBeDefined();
    expect(replaceFor('f')).toBeUndefined();
    await clock.advance(15_000);
    expect(replaceFor('a')).toBeUndefined();
    expect(await replaceFor('f')).toBeDefined();
  });

  test.each([undefined, null, 0, 1, 'yes', {}, () => undefined, () => 1])(
    'takes %o, which a limit of your own returns, for no',
    async (returned) => {
      const { tokens } = await withAutomaticTokens();
      expect(replaceToken(tokens, `${tokens.peek()?.value}`, () => returned as never)).toBeUndefined();
    },
  );

  test('costs others no more when the last one was left to them', async () => {
    const { tokens, clock } = await withAutomaticTokens();
    const replace = (may = (_left: number) => true) => replaceToken(tokens, `${tokens.peek()?.value}`, () => may);
    for (let times = 0; times < 4; times++) await replace();
    for (let times = 0; times < 9; times++) expect(replace((left) => left > 0)).toBeUndefined();
    expect(await replace()).toBeDefined();
    await clock.advance(14_999);
    expect(replace()).toBeUndefined();
    await clock.advance(1);
    expect(await replace()).toBeDefined();
    await clock.advance(29_999);
    expect(replace()).toBeUndefined();
  });
});
