import { expect, onTestFinished, test } from 'vitest';
import { createTokenRefresher } from '../refresher/token-refresher.ts';
import { startAttempt } from './attempt.ts';
import { createAuthorizedFetch } from './authorized-fetch.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

function catchUnhandled() {
  const unhandled: unknown[] = [];
  const note = (reason: unknown) => void unhandled.push(reason);
  process.on('unhandledRejection', note);
  onTestFinished(() => void process.off('unhandledRejection', note));
  return unhandled;
}

async function attemptWith(options: object) {
  let fetched = 0;
  const tokens = createTokenRefresher(async () => ({ value: `token-${++fetched}` }));
  onTestFinished(() => tokens.close());
  const attempt = startAttempt(tokens, options);
  await attempt.getToken();
  return { attempt, tokens };
}

test.each([true, new Error('no')])('an async isUnauthorized (%s) is no yes and ends no process', async (result) => {
  const unhandled = catchUnhandled();
  const isUnauthorized = async () => {
    if (result instanceof Error) throw result;
    return result;
  };
  const { attempt } = await attemptWith({ isUnauthorized });
  const body = { data: { a: 1, b: null }, errors: [{ message: 'x', path: ['b'] }] };
  expect(attempt.retry({ status: 200, body })).toBeUndefined();
  await turn();
  expect(unhandled).toEqual([]);
});

test.each([
  [true, 'mayRefresh'],
  [new Error('no'), 'mayRefresh'],
  [true, 'what mayRefresh returns'],
  [new Error('no'), 'what mayRefresh returns'],
])('async (%s), %s is no yes and ends no process', async (result, place) => {
  const unhandled = catchUnhandled();
  const answer = async () => {
    if (result instanceof Error) throw result;
    return result;
  };
  const mayRefresh = place === 'mayRefresh' ? answer : () => answer;
  const { tokens } = await attemptWith({});
  const attempt = startAttempt(tokens, { mayRefresh: mayRefresh as never, token: tokens.peek()?.value });
  const events: unknown[] = [];
  tokens.subscribe((event) => events.push(event));
  attempt.retry({ status: 401 })?.catch(() => {});
  attempt.retry({ status: 401 });
  await turn();
  expect(events).toContainEqual(expect.objectContaining({ type: 'refresh-damped' }));
  expect(unhandled).toEqual([]);
});

test.each(['throws', 'rejects'])('an onRetryAccepted that %s changes nothing, and ends no process', async (how) => {
  const unhandled = catchUnhandled();
  const calls: string[] = [];
  const { tokens } = await attemptWith({});
  const onRetryAccepted = () => {
    calls.push(how);
    if (how === 'throws') throw new Error('no');
    return Promise.reject(new Error('no'));
  };
  const attempt = startAttempt(tokens, { onRetryAccepted, token: tokens.peek()?.value });
  expect(await attempt.retry({ status: 401 })).toBe('token-2');
  attempt.retry({ status: 200 });
  await turn();
  expect(calls).toEqual([how]);
  expect(unhandled).toEqual([]);
});

test.each([
  ['accepted at once', [200], 0],
  ['rejected with the new token too', [401, 401], 0],
  ['answered by an error of the server', [401, 500], 0],
  ['accepted with the new token', [401, 200], 1],
])('onRetryAccepted of an operation %s', async (_name, statuses, expected) => {
  let calls = 0;
  const { tokens } = await attemptWith({});
  const fetch = createAuthorizedFetch(tokens, {
    origins: ['https://api.example.com'],
    fetch: async () => new Response('{"data":{}}', { status: statuses.shift() ?? 500 }),
  });
  await fetch('https://api.example.com/graphql', { method: 'POST', body: '{}' }, { onRetryAccepted: () => ++calls });
  expect(calls).toBe(expected);
  expect(statuses).toEqual([]);
});

test.each(['refreshAheadMs', 'defaultLifetimeMs', 'timeoutMs'])('%s that is a text is not repeated', (option) => {
  const create = () => createTokenRefresher(async () => ({ value: 't' }), { [option]: 'canary' });
  expect(create).toThrow(new RegExp(`option "${option}" must be a number of milliseconds from .*; got string`));
});
