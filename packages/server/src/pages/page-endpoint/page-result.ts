import type { TokenRequestError } from '@token-refresher/core';
import type { DenialReason, FailureReason } from './page-events.ts';

/** What an endpoint has for a page: a response, or a reason why there is none. */
export type PageResult =
  | { readonly response: Response; readonly report?: 'replaced' | 'replaced-before' | undefined }
  | { readonly denied: DenialReason; readonly response?: Response; readonly retryAfterMs?: number }
  | {
      readonly failed: FailureReason;
      readonly error: unknown;
      readonly retryAfterMs?: number;
      readonly isPermanent?: boolean | undefined;
    };

/** No token could be obtained. @param now Epoch milliseconds. */
export function withoutToken(error: unknown, now: number): PageResult {
  const { retryAt, permanent: isPermanent }: Partial<TokenRequestError> = Object(error);
  return { failed: 'token', error, isPermanent, ...(retryAt !== undefined && { retryAfterMs: retryAt - now }) };
}
