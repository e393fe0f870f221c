import { describe, expect, test } from 'vitest';
import { TokenRequestError } from '../errors.ts';
import { sceneWithToken } from '../testing/scene-with-token.ts';
import { replaceToken } from './replace-token.ts';

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
});
