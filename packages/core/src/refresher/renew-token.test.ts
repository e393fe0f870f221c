import { expect, test } from 'vitest';
import { replaceToken } from '../attempt/replace-token.ts';
import { TokenRequestError } from '../errors.ts';
import { sceneWithToken } from '../testing/scene-with-token.ts';
import { renewToken } from './renew-token.ts';

const limited = new TokenRequestError('Too many.', { code: 'rate_limited' });

test('gets the next token, without calling the current one rejected, while others go on with that', async () => {
  const { tokens, calls, respond } = await sceneWithToken();
  const renewed = renewToken(tokens, 't1');
  expect(tokens.peek()?.value).toBe('t1');
  await respond();
  expect((await renewed).value).toBe('t2');
  expect(calls[1]?.rejected).toBeUndefined();
});

test('costs nothing of the budget, and joins the refresh that runs', async () => {
  const { tokens, calls, respond } = await sceneWithToken();
  for (let times = 0; times < 10; times++) {
    const both = [renewToken(tokens, 't1'), renewToken(tokens, 't1')];
    await respond({ value: 't1' });
    expect((await Promise.all(both)).map(({ value }) => value)).toEqual(['t1', 't1']);
  }
  expect(calls).toHaveLength(11);
  const replaced = replaceToken(tokens, 't1');
  await respond();
  expect((await replaced)?.value).toBe('t12');
});

test('asks for nothing when the token is another one already', async () => {
  const { tokens, calls } = await sceneWithToken();
  expect((await renewToken(tokens, 't0')).value).toBe('t1');
  expect(calls).toHaveLength(1);
});

test('fails at once during the pause after a failure, and the token serves on', async () => {
  const { tokens, calls, fail } = await sceneWithToken();
  const failed = expect(renewToken(tokens, 't1')).rejects.toThrow();
  await fail(limited);
  await failed;
  await expect(renewToken(tokens, 't1')).rejects.toHaveProperty('retryAt');
  expect(tokens.peek()?.value).toBe('t1');
  expect(calls).toHaveLength(2);
});
