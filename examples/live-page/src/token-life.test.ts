import { type TokenEvent, TokenRequestError } from '@token-refresher/core';
import { expect, test } from 'vitest';
import { tokenLife } from './token-life.ts';

const started = (at: number, reason: 'first' | 'ahead' | 'expired' | 'rejected' | 'invalidated'): TokenEvent => ({
  type: 'refresh-started',
  at,
  reason,
});
const succeeded = (
  at: number,
  expiresAt: number,
  reason: 'first' | 'ahead' | 'expired' | 'rejected' | 'invalidated',
): TokenEvent => ({ type: 'refresh-succeeded', at, reason, expiresAt, durationMs: 100, requests: 1 });

test('a token lasts until another one takes its place', () => {
  const { tokens, refreshes } = tokenLife([
    started(0, 'first'),
    succeeded(100, 40_000, 'first'),
    started(37_000, 'ahead'),
    succeeded(37_200, 77_000, 'ahead'),
  ]);
  expect(tokens).toEqual([
    { number: 1, reason: 'first', from: 100, expiresAt: 40_000, end: { at: 37_200, how: 'replaced' } },
    { number: 2, reason: 'ahead', from: 37_200, expiresAt: 77_000 },
  ]);
  expect(refreshes).toEqual([
    { from: 0, to: 100, outcome: 'succeeded' },
    { from: 37_000, to: 37_200, outcome: 'succeeded' },
  ]);
});

test.each([
  { reason: 'rejected', at: 5_000, end: { at: 5_000, how: 'rejected' } },
  { reason: 'invalidated', at: 5_000, end: { at: 5_000, how: 'dropped' } },
  // Nobody asked for a token for a while.
  { reason: 'expired', at: 50_000, end: { at: 40_000, how: 'expired' } },
] as const)('why a token ended is read from the refresh that follows: $reason', ({ reason, at, end }) => {
  const { tokens, refreshes } = tokenLife([succeeded(0, 40_000, 'first'), started(at, reason)]);
  expect(tokens[0]?.end).toEqual(end);
  expect(refreshes).toEqual([{ from: at, outcome: 'running' }]);
});

test('a token that comes again has the number that it had', () => {
  const ahead = [succeeded(0, 40_000, 'first'), started(37_000, 'ahead'), succeeded(37_100, 39_100, 'ahead')];
  expect(tokenLife(ahead).tokens).toEqual([{ number: 1, reason: 'first', from: 0, expiresAt: 40_000 }]);

  const rejected = [succeeded(0, 40_000, 'first'), started(9_000, 'rejected'), succeeded(9_100, 40_100, 'rejected')];
  expect(tokenLife(rejected).tokens).toMatchObject([
    { number: 1, end: { at: 9_000, how: 'rejected' } },
    { number: 1, from: 9_100 },
  ]);
});

test('a failed refresh leaves the token as it is, a reset ends both, and rejections are kept', () => {
  const error = new TokenRequestError('The token endpoint failed.', { code: 'server_error' });
  const failed = {
    type: 'refresh-failed',
    reason: 'ahead',
    durationMs: 1,
    requests: 4,
    error,
    code: error.code,
  } as const;
  const life = tokenLife([
    succeeded(0, 40_000, 'first'),
    started(37_000, 'ahead'),
    { ...failed, at: 38_000, permanent: false, retryAt: 39_000 },
    started(39_000, 'ahead'),

    { type: 'token-rejected', at: 39_600, status: 401, action: 'retry', why: undefined },
    { type: 'token-rejected', at: 39_700, status: 401, action: 'none', why: 'sent-twice' },
    { type: 'reset', at: 39_800 },
  ]);
  expect(life.tokens).toEqual([
    { number: 1, reason: 'first', from: 0, expiresAt: 40_000, end: { at: 39_800, how: 'dropped' } },
  ]);
  expect(life.refreshes).toEqual([
    { from: 37_000, to: 38_000, outcome: 'failed', retryAt: 39_000 },
    { from: 39_000, to: 39_800, outcome: 'abandoned' },
  ]);
  expect(life.rejections).toEqual([
    { at: 39_600, isRetried: true },
    { at: 39_700, isRetried: false },
  ]);
});
