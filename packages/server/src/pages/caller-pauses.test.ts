import { createFakeClock } from '@token-refresher/test-support/fake-clock';
import { expect, test } from 'vitest';
import { createCallerPauses } from './caller-pauses.ts';

function setUp() {
  const clock = createFakeClock();
  const callers = createCallerPauses(clock);
  /** A rejection that counts, if it may. Returns how long it has to wait otherwise. */
  const reject = (name: string) => {
    const pause = callers.rejected(name);
    if (pause.leftMs === 0) pause.begin();
    return pause.leftMs;
  };
  return { clock, callers, reject };
}

test('the next rejection of a caller counts 15 seconds later, after the fourth 60', async () => {
  const { clock, reject } = setUp();
  for (let time = 1; time <= 3; time++) {
    expect(reject('a')).toBe(0);
    expect(reject('a')).toBe(15_000);
    expect(reject(`another-${time}`)).toBe(0);
    await clock.advance(15_000);
  }
  expect([reject('a'), reject('a')]).toEqual([0, 60_000]);
  await clock.advance(59_999);
  expect(reject('a')).toBe(1);
});

test('what failed does not count', () => {
  const { callers } = setUp();
  for (let time = 0; time < 10; time++) {
    const pause = callers.rejected('a');
    expect(pause.leftMs).toBe(0);
    pause.begin();
    pause.undo();
  }
  callers.rejected('a').begin();
  expect(callers.rejected('a').leftMs).toBe(15_000);
});

test('a minute without a rejection makes a caller a new one', async () => {
  const { clock, reject } = setUp();
  for (let time = 0; time < 4; time++) {
    reject('a');
    await clock.advance(15_000);
  }
  await clock.advance(44_999);
  expect(reject('a')).toBe(1);
  await clock.advance(60_000);
  expect([reject('a'), reject('a')]).toEqual([0, 15_000]);
});

test('10 000 callers are remembered, those whose last rejection is the newest', () => {
  const { reject } = setUp();
  for (const name of ['a', 'b', 'a']) reject(name);
  for (let number = 1; number <= 9_999; number++) reject(`caller-${number}`);
  expect(reject('a')).toBe(15_000);
  expect(reject('b')).toBe(0);
});
