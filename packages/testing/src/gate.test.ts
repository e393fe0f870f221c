import { expect, test } from 'vitest';
import { createGate } from './gate.ts';

test('a gate holds everybody until it is released, then lets all pass', async () => {
  const gate = createGate();
  const passed: number[] = [];
  const walkers = [1, 2].map((walker) => gate.pass().then(() => passed.push(walker)));
  await gate.waitFor(2);
  expect([gate.waiting, passed]).toEqual([2, []]);
  gate.release();
  await Promise.all(walkers);
  await gate.pass();
  expect(passed).toEqual([1, 2]);
});

test('a gate that was shut again holds those who come next', async () => {
  const gate = createGate();
  gate.release();
  gate.shut();
  const arrived = gate.waitFor(1);
  const walker = gate.pass();
  await arrived;
  expect(gate.waiting).toBe(1);
  gate.release();
  await walker;
});
