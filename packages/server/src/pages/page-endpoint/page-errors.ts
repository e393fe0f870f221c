import type { DenialReason, FailureReason } from './page-events.ts';
import type { PageResult } from './page-result.ts';

/** What a page is told when it gets nothing. Nothing in it comes from upstream. */
export interface PageError {
  /** As OAuth has it where there is one (RFC 6749 section 5.2). */
  readonly code: string;
  readonly sentence: string;
  /** Whether asking again cannot help until somebody repairs the server. */
  readonly isPermanent: boolean;
}

const errors: Record<DenialReason | FailureReason, readonly [status: number, code: string, sentence: string]> = {
  method: [405, 'invalid_request', 'Send a POST request.'],
  origin: [403, 'access_denied', 'Pages of this origin may not call this address.'],
  'content-type': [415, 'invalid_request', 'Send application/json.'],
  'not-authorized': [401, 'access_denied', 'Sign in first.'],
  'body-size': [413, 'invalid_request', 'The body is too long.'],
  body: [400, 'invalid_request', 'The body is not the JSON that belongs here.'],
  report: [429, 'slow_down', 'There is no other token for now.'],
  authorize: [500, 'server_error', 'The server failed.'],
  'body-taken': [500, 'server_error', 'The server failed.'],
  token: [503, 'temporarily_unavailable', 'There is no token for now.'],
  api: [502, 'bad_gateway', 'The API gave no response that could be passed on.'],
  timeout: [504, 'gateway_timeout', 'The API did not respond in time.'],
};
const permanent = [503, 'server_error', 'There is no token until the server is repaired.'] as const;

const defaultRetryAfterMs = 5_000;

/** The response to a page that gets nothing. */
export function errorResponseOf(result: PageResult, errorBody: (error: PageError) => unknown): Response {
  const reason = 'failed' in result ? result.failed : 'denied' in result ? result.denied : 'token';
  const isPermanent = 'failed' in result && result.isPermanent === true;
  const [status, code, sentence] = isPermanent ? permanent : errors[reason];
  const headers = new Headers({ 'content-type': 'application/json' });
  if (status === 405) headers.set('allow', 'POST');
  if (status === 429 || status === 503) {
    const ms = ('retryAfterMs' in result && result.retryAfterMs) || defaultRetryAfterMs;
    headers.set('retry-after', String(Math.max(1, Math.ceil(ms / 1000))));
  }
  return new Response(JSON.stringify(errorBody({ code, sentence, isPermanent })), { status, headers });
}
