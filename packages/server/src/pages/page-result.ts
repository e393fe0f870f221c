import type { DenialReason, FailureReason } from './page-events.ts';

/** What an endpoint has for a page: a response, or a reason why there is none. */
export type PageResult =
  | { readonly response: Response; readonly report?: 'replaced' | 'replaced-before' | undefined }
  | { readonly denied: DenialReason; readonly response?: Response; readonly retryAfterMs?: number }
  | { readonly failed: FailureReason; readonly error: unknown; readonly retryAfterMs?: number };
