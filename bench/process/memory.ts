// Measures whether one refresher retains memory: heap in use after garbage collection, at ten checkpoints. Between two of
// them: 100,000 answered calls, 2,000 refreshes because of rejections, 20,000 callers that wait with one signal which
// lives on, as many that leave, and 1,000 operations that are refused with a new token too. Exits with 1 on growth.
import { getEventListeners } from 'node:events';
import { createTokenRefresher, startAttempt } from '@token-refresher/core';
import { table } from '../report/table.ts';
import { createStepClock } from '../thirty-days/step-clock.ts';

/** One forgotten object per refresh would already be several times as much. */
const noiseBytes = 250_000;
const checkpoints = 10;
const { gc } = globalThis;
if (!gc) throw new Error('Run it with node --expose-gc.');

const clock = createStepClock();
let issued = 0;
const tokens = createTokenRefresher(
  async () => ({ value: `token-${issued++}`, expiresAt: clock.now() + 5 * 3_600_000 }),
  { clock },
);
tokens.subscribe(() => {});
const longLived = new AbortController().signal;
const data = { status: 200, body: { data: {} } };
const unauthorized = { status: 401 };

const heap: number[] = [];
for (let checkpoint = 0; checkpoint <= checkpoints; checkpoint++) {
  // The first time is for everything that is made once.
  for (let call = 0; call < 100_000; call++) await answered();
  for (let refresh = 0; refresh < 2_000; refresh++) await refusedOnce();
  for (let refresh = 0; refresh < 1_000; refresh++) await waitedFor();
  for (let operation = 0; operation < 1_000; operation++) await refusedTwice(`{ field${checkpoint}x${operation} } `);
  await new Promise((resolve) => setImmediate(resolve));
  gc();
  gc();
  if (checkpoint > 0) heap.push(process.memoryUsage().heapUsed);
}

const slope = slopeOf(heap);
const listeners = getEventListeners(longLived, 'abort').length;
const head = heap.map((_, index) => String(index + 1));
console.log(table(['heap in kB at', ...head], [['', ...heap.map((bytes) => (bytes / 1000).toFixed(0))]]));
console.log(`
growth per checkpoint, fitted: ${(slope / 1000).toFixed(2)} kB
token requests: ${issued}
timers left: ${clock.pending}
abort listeners left on the signal: ${listeners}`);
if (slope * checkpoints > noiseBytes || listeners > 0 || clock.pending > 0) {
  console.log('Something is retained.');
  process.exitCode = 1;
}

async function answered(): Promise<void> {
  const attempt = startAttempt(tokens);
  if (attempt.cachedToken() === undefined) await attempt.getToken();
  await attempt.retry(data);
}

/** Time restores the budget for refreshes after rejections. */
function waitForBudget(): void {
  clock.step(60_000);
}

async function refusedOnce(): Promise<void> {
  waitForBudget();
  const attempt = startAttempt(tokens);
  if (attempt.cachedToken() === undefined) await attempt.getToken();
  if ((await attempt.retry(unauthorized)) === undefined) throw new Error('There should have been another token.');
  await attempt.retry(data);
}

/** 20 wait with the signal that lives on; 20 leave before the token is there. */
async function waitedFor(): Promise<void> {
  waitForBudget();
  tokens.invalidate(tokens.peek()?.value ?? '');
  const stay = Array.from({ length: 20 }, () => tokens.getToken({ signal: longLived }));
  const leaving = new AbortController();
  const leave = Array.from({ length: 20 }, () => tokens.getToken({ signal: leaving.signal }));
  leaving.abort();
  await Promise.all(stay);
  const left = await Promise.allSettled(leave);
  if (left.some(({ status }) => status !== 'rejected')) throw new Error('Who leaves should get no token.');
}

async function refusedTwice(operation: string): Promise<void> {
  waitForBudget();
  const document = operation.repeat(20);
  const attempt = startAttempt(tokens, { operation: () => document });
  if (attempt.cachedToken() === undefined) await attempt.getToken();
  if ((await attempt.retry(unauthorized)) === undefined) throw new Error('There should have been another token.');
  attempt.retry(unauthorized);
  await answered();
}

/** Of the straight line that fits best (least squares). */
function slopeOf(values: readonly number[]): number {
  const middle = (values.length - 1) / 2;
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const covariance = values.reduce((sum, value, index) => sum + (index - middle) * (value - mean), 0);
  return covariance / values.reduce((sum, _, index) => sum + (index - middle) ** 2, 0);
}
