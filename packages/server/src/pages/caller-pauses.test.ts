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

test.each([0, 1_000, 16_000])('four rejections of a caller count, %s ms apart, then one a minute', async (apart) => {
  const { clock, reject } = setUp();
  for (let time = 1; time <= 4; time++) {
    if (time > 1) await clock.advance(apart);
    expect(reject('a')).toBe(0);
  }
  for (let minute = 0; minute < 3; minute++) {
    expect([reject('a'), reject(`another-${minute}`)]).toEqual([60_000, 0]);
    await clock.advance(59_999);
    expect(reject('a')).toBe(1);
    await clock.advance(1);
    expect(reject('a')).toBe(0);
  }
});

test('only the first of a caller may take the last of the budget', async () => {
  const { clock, callers, reject } = setUp();
  const mayLeave = (name: string) => [0, 1, 4].map((left) => callers.rejected(name).mayLeave(left));
  expect(mayLeave('a')).toEqual([true, true, true]);
  for (let time = 1; time <= 5; time++) {
    reject('a');
    expect([mayLeave('a'), mayLeave('b')]).toEqual([
      [false, true, true],
      [true, true, true],
    ]);
  }
  await clock.advance(60_000);
  expect(mayLeave('a')).toEqual([true, true, true]);
});

test('what failed does not count', () => {
  const { callers } = setUp();
  for (let time = 0; time < 10; time++) {
    const pause = callers.rejected('a');
    expect(pause.leftMs).toBe(0);
    pause.begin();
    pause.undo();
  }
  for (let time = 0; time < 4; time++) {
    expect(callers.rejected('a').leftMs).toBe(0);
    callers.rejected('a').begin();
  }
  expect(callers.rejected('a').leftMs).toBe(60_000);
});

test('what helped late does not end the pause of another one that counts', async () => {
  const { clock, callers, reject } = setUp();
  for (let time = 1; time <= 3; time++) reject('a');
  const fourth = callers.rejected('a');
  fourth.begin();
  await clock.advance(59_999);
  callers.rejected('a');
  await clock.advance(1);
  expect(reject('a')).toBe(0);
  fourth.undo();
  expect(reject('a')).toBe(60_000);
});

test('after five, what helped at once leaves no pause, and the next one has its own', async () => {
  const { clock, callers, reject } = setUp();
  for (let time = 1; time <= 4; time++) reject('a');
  await clock.advance(59_999);
  callers.rejected('a');
  await clock.advance(1);
  const fifth = callers.rejected('a');
  fifth.begin();
  fifth.undo();
  expect([reject('a'), reject('a')]).toEqual([0, 60_000]);
});

test('the pause ends when fewer than four count', async () => {
  const { clock, callers, reject } = setUp();
  const first = callers.rejected('a');
  first.begin();
  await clock.advance(1);
  for (let time = 2; time <= 4; time++) reject('a');
  expect(reject('a')).toBe(60_000);
  first.undo();
  expect([reject('a'), reject('a')]).toEqual([0, 60_000]);
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
  expect([1, 2, 3, 4, 5].map(() => reject('a'))).toEqual([0, 0, 0, 0, 60_000]);
});

test('10 000 callers are remembered, those whose last rejection is the newest', () => {
  const { reject } = setUp();
  for (const name of ['a', 'b', 'a', 'b', 'a', 'b', 'b', 'a', 'a']) reject(name);
  for (let number = 1; number <= 9_999; number++) reject(`caller-${number}`);
  expect(reject('a')).toBe(60_000);
  expect(reject('b')).toBe(0);
});
