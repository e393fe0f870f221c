import { expect, test } from 'vitest';
import { rateLimitEnd } from './rate-limit.ts';

const now = Date.parse('Fri, 06 Nov 2026 08:00:00 GMT');

test.each<[Record<string, string>, number]>([
  [{ 'retry-after': '7' }, 7_000],
  [{ 'retry-after': '7', 'x-ratelimit-reset': '30' }, 7_000],
  [{ 'retry-after': 'soon', 'ratelimit-reset': '30' }, 30_000],
  [{ 'x-ratelimit-reset': `${now / 1000 + 120}` }, 120_000],
  [{ 'x-ratelimit-reset': `${now / 1000 + 120}.5` }, 120_500],
  [{ 'x-ratelimit-reset': `${now + 120_000}` }, 120_000],
  [{ 'x-rate-limit-reset': `${now / 1000 + 90}` }, 90_000],
  [{ 'ratelimit-reset': '0', 'x-ratelimit-reset': '40' }, 40_000],
])('%o is the end of the limit', (headers, ms) => {
  expect(rateLimitEnd(new Headers(headers), now) - now).toBe(ms);
});

test.each<Record<string, string>>([
  {},
  { 'retry-after': 'soon' },
  { 'x-ratelimit-reset': `${now / 1000 - 1}` },
  { 'x-ratelimit-reset': 'tomorrow' },
  { 'ratelimit-reset': '-5' },
  // Long ago, in seconds and in milliseconds.
  { 'ratelimit-reset': '1000000000' },
  { 'ratelimit-reset': '1000000000000' },
  { 'ratelimit-reset': '99999999999999' },
])('%o says nothing, and the pause is longer than a refresh', (headers) => {
  const pause = rateLimitEnd(new Headers(headers), now) - now;
  expect(pause).toBeGreaterThanOrEqual(30_000);
  expect(pause).toBeLessThanOrEqual(60_000);
});
