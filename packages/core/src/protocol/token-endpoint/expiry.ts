/** The last moment that a `Date` can hold. */
const endOfTime = 8.64e15;

/**
 * When a token expires, in epoch milliseconds, from the `expires_in` of its response (RFC 6749 section 5.1: seconds).
 * Digits in a string count, also with a decimal point. For authors of token sources.
 *
 * @param sentAt When the token request was sent, in epoch milliseconds.
 * @returns `undefined` without `expires_in`, `sentAt` for 0, `NaN` when it is not a number from 0 up.
 */
export function expiryOf(expiresIn: unknown, sentAt: number): number | undefined {
  if (expiresIn === undefined) return undefined;
  const isDigits = typeof expiresIn === 'string' && /^\d+(?:\.\d+)?$/.test(expiresIn);
  const seconds = isDigits ? Number(expiresIn) : expiresIn;
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) return Number.NaN;
  return Math.min(sentAt + seconds * 1000, endOfTime);
}
