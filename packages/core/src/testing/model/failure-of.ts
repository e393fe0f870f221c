import { TokenRequestError } from '../../errors.ts';
import type { Failure } from './steps.ts';

/** What a source throws that fails in this way. */
export function failureOf(how: Failure, now: number): unknown {
  if (how === 'foreign') return new Error('vault sealed');
  if (how === 'permanent') return new TokenRequestError('no', { code: 'invalid_client', permanent: true });
  if (how === 'rate_limited') return new TokenRequestError('no', { code: 'rate_limited', status: 429 });
  const error = new TokenRequestError('no', {
    code: 'server_error',
    ...(how === 'retry-after' && { retryAt: now + 2_000 }),
  });
  return how === 'not-a-number' ? Object.assign(error, { retryAt: Number.NaN }) : error;
}
