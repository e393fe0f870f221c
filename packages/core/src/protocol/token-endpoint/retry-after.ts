/**
 * When to come back according to a `Retry-After` header (RFC 9110 section 10.2.3), in epoch milliseconds; `undefined`
 * when there is none that can be read. For authors of token sources.
 *
 * @param now Epoch milliseconds, for the header's form in seconds.
 */
export function retryAfter(headers: Headers, now: number): number | undefined {
  const value = headers.get('retry-after')?.trim() ?? '';
  if (/^\d{1,9}$/.test(value)) return now + Number(value) * 1000;
  // Date.parse would also take "7" or "-1" for a date.
  const at = /^[A-Z][a-z]{2}, .+ GMT$/.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}
