import { createFakeClock } from '@token-refresher/test-support/fake-clock';
import { expect, test } from 'vitest';
import { hourMs } from '../testing/refresher-scene.ts';
import { createTokenRefresher } from './token-refresher.ts';

const timeoutMs = 10_000;

/**
 * A runtime in which the refreshes with these numbers never end, and no timer ever fires. Their timers belong to a request
 * that is over: an error for whoever touches one.
 */
function edgeRuntime(...cutOff: number[]) {
  const { now, monotonicNow, clearTimeout, advance } = createFakeClock();
  let calls = 0;
  const fetchToken = async () => {
    calls += 1;
    if (cutOff.includes(calls)) await new Promise(() => {});
    return { value: `t${calls}`, expiresAt: now() + hourMs };
  };
  const setTimeout = () => {
    const isOver = cutOff.includes(calls + 1);
    const ref = () => {
      if (isOver) throw new Error('Cannot perform I/O on behalf of a different request.');
    };
    return { ref };
  };
  const clock = { now, monotonicNow, clearTimeout, setTimeout };
  return { tokens: createTokenRefresher(fetchToken, { clock, timeoutMs }), advance };
}

test('a refresh that its runtime has cut off holds up nobody who comes after its time limit', async () => {
  const { tokens, advance } = edgeRuntime(1);
  tokens.getToken().catch(() => {});
  await advance(timeoutMs);
  expect(await tokens.getToken()).toMatchObject({ value: 't2' });
  expect(await tokens.getToken()).toMatchObject({ value: 't2' });
});

test('a refresh ahead of time that was cut off is followed by another', async () => {
  const { tokens, advance } = edgeRuntime(2);
  await tokens.getToken();
  await advance(hourMs - 60_000);
  expect(await tokens.getToken()).toMatchObject({ value: 't1' });
  await advance(timeoutMs);
  expect(await tokens.getToken()).toMatchObject({ value: 't1' });
  await advance(0);
  expect(await tokens.getToken()).toMatchObject({ value: 't3' });
});

test('a refresh that its runtime has cut off, and that throws at whoever waits for it, is followed by another', async () => {
  const { tokens, advance } = edgeRuntime(2);
  await tokens.getToken();
  await advance(hourMs - timeoutMs / 2);
  expect(await tokens.getToken()).toMatchObject({ value: 't1' });
  await advance(timeoutMs / 2);
  expect(await tokens.getToken()).toMatchObject({ value: 't3' });
});
