import { createTokenRefresher, TokenRequestError } from '@token-refresher/core';
import { expect, test } from 'vitest';
import { createTestClock, scriptedSource } from './index.ts';

test('each call is the next step, and what was asked is on record', async () => {
  const down = new TokenRequestError('Down.', { code: 'server_error', permanent: true });
  const clock = createTestClock();
  const source = scriptedSource('one', down, { value: 'two', expiresAt: clock.now() + 120_000 }, () => 'three');
  const tokens = createTokenRefresher(source, { clock });
  expect((await tokens.getToken()).value).toBe('one');
  tokens.invalidate('one');
  await expect(tokens.getToken()).rejects.toMatchObject({ message: 'Down.', code: 'server_error' });
  await clock.advance(60_000);
  expect((await tokens.getToken()).value).toBe('two');
  await clock.advance(60_000);
  expect((await tokens.getToken()).value).toBe('three');
  expect(source.calls.map(({ rejected }) => rejected)).toEqual([undefined, 'one', 'one', undefined]);
});

test('a call too many is an error that says so', async () => {
  const tokens = createTokenRefresher(scriptedSource('only'));
  await tokens.getToken();
  tokens.invalidate('only');
  await expect(tokens.getToken()).rejects.toMatchObject({
    code: 'fetch_token_failed',
    permanent: true,
    message: expect.stringContaining('call 2 comes after the last of 1 steps'),
  });
});
