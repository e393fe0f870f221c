import { describe, expect, test } from 'vitest';
import { countExpired } from './count-expired.ts';
import { countLateRejections, inChunks } from './count-late-rejections.ts';
import { countAlwaysRefused, countInvalidClient } from './count-refused.ts';
import { sharedPromise, withoutSharing } from './hand-written-clients.ts';
import { tokenRefresher } from './token-refresher-client.ts';

describe('a herd of calls', () => {
  test('1000 concurrent calls with an expired token make one token request', { timeout: 300_000 }, async () => {
    const counts = await countExpired(tokenRefresher, { calls: 1000, tokenRequestMs: 0 });
    expect(counts).toEqual({ tokenRequests: 1, succeeded: 1000 });
  });

  test('1000 calls refused long after the refresh cause no further token request, and all get data', {
    timeout: 300_000,
  }, async () => {
    const options = { calls: 1000, tokenRequestMs: 0, arrive: inChunks(9) };
    expect(await countLateRejections(tokenRefresher, options)).toEqual({ tokenRequests: 1, succeeded: 1000 });
  });

  test('100 calls in a row to an API that refuses every token are sent twice at most and make at most 5 token requests', async () => {
    const counts = await countAlwaysRefused(tokenRefresher, { calls: 100 });
    expect(counts.succeeded).toBe(0);
    expect(counts.maxSends).toBeLessThanOrEqual(2);
    expect(counts.tokenRequests).toBeLessThanOrEqual(5);
  });

  test('1000 calls in a row of an application that was deleted make at most 2 token requests', async () => {
    const counts = await countInvalidClient(tokenRefresher, { calls: 1000 });
    expect(counts).toMatchObject({ succeeded: 0, maxSends: 0 });
    expect(counts.tokenRequests).toBeLessThanOrEqual(2);
  });
});

describe('what is counted can come out otherwise', () => {
  test('without sharing, each call with an expired token asks for its own', async () => {
    const counts = await countExpired(withoutSharing, { calls: 100, tokenRequestMs: 0 });
    expect(counts).toEqual({ tokenRequests: 100, succeeded: 100 });
  });

  test('a shared promise alone asks again for each chunk of late refusals', async () => {
    const options = { calls: 100, tokenRequestMs: 0, arrive: inChunks(9) };
    const counts = await countLateRejections(sharedPromise, options);
    expect(counts.succeeded).toBe(100);
    expect(counts.tokenRequests).toBeGreaterThanOrEqual(10);
  });

  test('without a pause after a failure, each call asks again', async () => {
    expect(await countAlwaysRefused(sharedPromise, { calls: 10 })).toMatchObject({ tokenRequests: 11, maxSends: 2 });
    expect(await countInvalidClient(sharedPromise, { calls: 10 })).toMatchObject({ tokenRequests: 10 });
  });
});
