import { retryAfter } from './retry-after.ts';

const headerNames = ['ratelimit-reset', 'x-ratelimit-reset', 'x-rate-limit-reset'];
/** Longer than a refresh, so that a request that came too often is not repeated within it. */
const minPauseMs = 30_000;

/**
 * When a token endpoint that answered HTTP 429 may be asked again, in epoch milliseconds: by `Retry-After`, or by
 * `RateLimit-Reset`, `X-RateLimit-Reset` or `X-Rate-Limit-Reset` (seconds from now, or since 1970); without any of them
 * 30 to 60 seconds from now. For authors of token sources.
 */
export function rateLimitEnd(headers: Headers, now: number): number {
  const told = retryAfter(headers, now) ?? headerNames.map((name) => resetAt(headers.get(name), now)).find(isFuture);
  return told ?? now + minPauseMs * (1 + Math.random());

  function isFuture(at: number): boolean {
    return at > now;
  }
}

/** `NaN` when the header says nothing. A moment has 10 digits in seconds or 13 in milliseconds, a pause fewer. */
function resetAt(value: string | null, now: number): number {
  const text = value?.trim() ?? '';
  if (!/^\d{1,13}(?:\.\d+)?$/.test(text)) return Number.NaN;
  const number = Number(text);
  if (number >= 1e12) return number;
  return number >= 1e9 ? number * 1000 : now + number * 1000;
}
