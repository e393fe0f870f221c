import { expect, test } from 'vitest';
import { createTestClock } from './test-clock.ts';

test('time stands still until it is told to pass, then both clocks move', async () => {
  const clock = createTestClock(1000);
  expect([clock.now(), clock.monotonicNow()]).toEqual([1000, 0]);
  await clock.advance(250);
  expect([clock.now(), clock.monotonicNow()]).toEqual([1250, 250]);
});

test.each<[string, unknown]>([
  ['options', { now: 1 }],
  ['a Date', new Date(0)],
  ['a text', '1000'],
  ['no number', Number.NaN],
  ['null', null],
])('a start that is %s is a TypeError that says what to give', (_name, start) => {
  const create = () => createTestClock(start as number);
  expect(create).toThrow(TypeError);
  expect(create).toThrow('createTestClock: start must be a number of epoch milliseconds, such as Date.now().');
});

test.each([Number.NaN, Number.POSITIVE_INFINITY, '5', undefined])('time does not pass by %s', async (given) => {
  const clock = createTestClock(1000);
  const ms = given as number;
  await expect(clock.advance(ms)).rejects.toThrow(RangeError);
  await expect(clock.advanceMonotonic(ms)).rejects.toThrow(RangeError);
  expect(() => clock.advanceWall(ms)).toThrow(RangeError);
  expect([clock.now(), clock.monotonicNow()]).toEqual([1000, 0]);
});

test('it starts at the real time unless told', () => {
  const before = Date.now();
  expect(createTestClock().now()).toBeGreaterThanOrEqual(before);
});

test('due timers fire in order, each at its own time, those set on the way too', async () => {
  const clock = createTestClock(0);
  const fired: [string, number][] = [];
  const note = (name: string) => fired.push([name, clock.now()]);
  clock.setTimeout(() => note('second'), 20);
  clock.setTimeout(() => {
    note('first');
    clock.setTimeout(() => note('set on the way'), 5);
  }, 10);
  clock.setTimeout(() => note('too late'), 31);
  await clock.advance(30);
  expect(fired).toEqual([
    ['first', 10],
    ['set on the way', 15],
    ['second', 20],
  ]);
  expect(clock.pendingTimers).toBe(1);
});

test('promises settle between two timers', async () => {
  const clock = createTestClock(0);
  const order: string[] = [];
  clock.setTimeout(() => {
    order.push('one');
    Promise.resolve()
      .then(() => Promise.resolve())
      .then(() => order.push('its promise'));
  }, 1);
  clock.setTimeout(() => order.push('two'), 1);
  await clock.advance(1);
  expect(order).toEqual(['one', 'its promise', 'two']);
});

test('a cancelled timer never fires and is not pending', async () => {
  const clock = createTestClock();
  const handle = clock.setTimeout(() => expect.unreachable(), 5);
  clock.clearTimeout(handle);
  clock.clearTimeout(undefined);
  await clock.advance(10);
  expect(clock.pendingTimers).toBe(0);
});

test('it tells which timers would keep the process alive', () => {
  const clock = createTestClock();
  const timer = clock.setTimeout(() => {}, 5);
  clock.setTimeout(() => {}, 3).unref();
  expect(clock.refdTimers).toBe(1);
  expect(clock.timers.map(({ ms }) => ms)).toEqual([3, 5]);
  expect(timer.unref().hasRef()).toBe(false);
  expect(timer.ref().hasRef()).toBe(true);
});

test('a delay over 2^31-1 ms fires at once, as in Node', async () => {
  const clock = createTestClock();
  let fired = 0;
  clock.setTimeout(() => {
    fired += 1;
  }, 2_627_999_000);
  await clock.advance(1);
  expect(fired).toBe(1);
});

test('the wall clock can jump alone and fires nothing', () => {
  const clock = createTestClock(1000);
  clock.setTimeout(() => expect.unreachable(), 1);
  clock.advanceWall(-600);
  expect([clock.now(), clock.monotonicNow()]).toEqual([400, 0]);
});

test('the monotonic clock can pass alone and fires what is due', async () => {
  const clock = createTestClock(1000);
  let fired = false;
  clock.setTimeout(() => {
    fired = true;
  }, 50);
  await clock.advanceMonotonic(50);
  expect([clock.now(), clock.monotonicNow(), fired]).toEqual([1000, 50, true]);
});

test('time does not run backwards', async () => {
  await expect(createTestClock().advance(-1)).rejects.toThrow(RangeError);
});
