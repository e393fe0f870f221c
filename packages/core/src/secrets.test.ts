import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { startAttempt } from './attempt/attempt.ts';
import { TokenRequestError } from './errors.ts';
import type { TokenEvent } from './refresher/events/events.ts';
import { createTokenRefresher } from './refresher/token-refresher.ts';
import { staticToken } from './sources/static-token.ts';
import { scene } from './testing/refresher-scene.ts';

const canary = 'ory_at_canary';

/** Every way in which a value usually ends up in a log. */
function shown(value: unknown): string {
  const parts = [inspect(value, { depth: 10 }), inspect(value, { depth: 10, showHidden: true }), JSON.stringify(value)];
  if (value instanceof Error) parts.push(value.message, String(value.stack), shown(value.cause));
  return parts.join('\n');
}

test('no token is shown by a refresher, a token, an attempt, a source, an event or an error', async () => {
  const { tokens, clock, respond, fail, events } = scene();
  const values: unknown[] = [tokens];
  const first = tokens.getToken();
  await respond({ value: canary, scope: 'api' });
  const token = await first;
  expect(token.value).toBe(canary);
  values.push(token, tokens, first, tokens.peek(), { ...token }, staticToken(canary));

  const attempt = startAttempt(tokens);
  attempt.cachedToken();
  values.push(attempt);
  const failed = attempt.retry({ status: 401 })?.catch((reason: unknown) => reason);
  await fail(new TokenRequestError('Wrong secret.', { code: 'invalid_client', permanent: true }));
  values.push(await failed, await tokens.getToken().catch((reason: unknown) => reason), tokens, attempt);

  await clock.advance(60_000);
  const bad = tokens.getToken().catch((reason: unknown) => reason);
  await respond({ value: `${canary}\r\nx: y` });
  values.push(await bad, events satisfies TokenEvent[]);
  expect(events.length).toBeGreaterThan(5);
  for (const value of values) expect(shown(value)).not.toContain('canary');
});

test('an option that is refused is not repeated when it may be a token', () => {
  const create = () => createTokenRefresher(canary as never);
  expect(create).toThrow(TypeError);
  expect(create).not.toThrow(/canary/);
});

test('a token object shows its scope, if it has one', async () => {
  for (const scope of ['read write', undefined]) {
    const { tokens, respond } = scene();
    const got = tokens.getToken();
    await respond({ scope });
    const shown = inspect(await got);
    expect(shown.includes('scope')).toBe(scope !== undefined);
    if (scope) expect(shown).toContain(`scope: '${scope}'`);
  }
});

test('a refresher is no text: a template literal says what to use, a log shows its methods', async () => {
  const { tokens } = scene({ automatic: true });
  const problem = new TypeError('A token refresher is no token: use (await tokens.getToken()).value.');
  expect(() => `Bearer ${tokens}`).toThrow(problem);
  await expect((async () => `Bearer ${await (tokens as never)}`)()).rejects.toThrow(problem);
  expect(() => String(tokens)).toThrow(problem);
  expect(() => `${{ ...tokens }}`).toThrow(problem);
  expect(`Bearer ${(await tokens.getToken()).value}`).toBe('Bearer t1');
  expect(inspect(tokens).split('\n')).toHaveLength(8);
  expect(inspect(tokens, { depth: 10 })).not.toContain('t1');
  expect(inspect({ ...tokens })).toBe(inspect(tokens));
});

test('a token object says what it is, and is no text', async () => {
  const { tokens } = scene({ automatic: true });
  const token = await tokens.getToken();
  expect(inspect(token)).toMatch(/value: \[hidden\],\s+expiresAt: \d+/);
  expect(inspect(token, { getters: true, showHidden: true })).not.toContain('t1');
  expect(() => `${token}`).toThrow(/use its "value"/);
  tokens.invalidate(token.value);
  expect(await tokens.getToken()).not.toEqual({ ...token });
  expect(await tokens.getToken()).not.toEqual(token);
  expect(await tokens.getToken()).toEqual(await tokens.getToken());
});
