import { expect, test } from 'vitest';
import { hourMs, scene } from '../testing/refresher-scene.ts';

test('a token that had expired when it came serves, and is asked for again soon, not at once', async () => {
  const { tokens, clock, calls, respond, events } = scene();
  const got = tokens.getToken();
  await respond({ expiresAt: clock.now() - 2 * hourMs });
  expect(await got).toMatchObject({ value: 't1', expiresAt: clock.now() + 15_000 });
  expect(events.at(-1)).toMatchObject({ type: 'refresh-succeeded' });
  for (let second = 0; second < 12; second++) {
    expect(await tokens.getToken()).toMatchObject({ value: 't1' });
    await clock.advance(1_000);
  }
  expect(calls).toHaveLength(1);
  await clock.advance(3_000);
  const next = tokens.getToken();
  await respond();
  expect(await next).toMatchObject({ value: 't2' });
});

test('a device clock two hours fast costs at most five token requests a minute', async () => {
  const { tokens, clock, calls } = scene({ automatic: true, lifeMs: -hourMs });
  for (let second = 0; second < 60; second++) {
    await tokens.getToken();
    await clock.advance(1_000);
  }
  expect(calls.length).toBeLessThanOrEqual(5);
});

test('a server that hands out the same token to its last second costs a few requests for it, and no failed call', async () => {
  const { tokens, clock, calls, respond } = scene();
  const expiresAt = clock.now() + hourMs;
  const serve = () => respond(clock.now() < expiresAt ? { value: 'one', expiresAt } : { value: 'two' });
  const first = tokens.getToken();
  await serve();
  await first;
  let failed = 0;
  for (let at = clock.now(); at < expiresAt + 20_000; at += 500) {
    const got = tokens.getToken().catch(() => failed++);
    await clock.advance(0);
    await serve().catch(() => {});
    await got;
    await clock.advance(500);
  }
  expect(failed).toBe(0);
  expect(calls.length).toBeLessThanOrEqual(14);
  expect(tokens.peek()).toMatchObject({ value: 'two' });
});

test('a wall clock set back by more than a life gives the same token no second life', async () => {
  const { tokens, clock, respond, calls } = scene();
  const same = { value: 't1', expiresAt: clock.now() + hourMs };
  const first = tokens.getToken();
  await respond(same);
  await first;
  await clock.advance(hourMs);
  clock.advanceWall(-2 * hourMs);
  const again = tokens.getToken();
  await respond(same);
  expect(await again).toMatchObject({ value: 't1' });
  await clock.advanceMonotonic(15_000);
  expect(tokens.peek()).toBeUndefined();
  expect(calls).toHaveLength(2);
});

test('a token that the monotonic clock says is over on arrival has a short life', async () => {
  const { tokens, clock, respond } = scene({ timeoutMs: 2 * hourMs });
  const got = tokens.getToken();
  await clock.advance(0);
  const expiresAt = clock.now() + hourMs;
  await clock.advanceMonotonic(hourMs);
  await respond({ expiresAt });
  await got;
  expect(tokens.peek()?.expiresAt).toBe(clock.now() + 15_000);
});
