import type { DenialReason, FailureReason } from './page-events.ts';
import type { PageResult } from './page-result.ts';

/** What a page is told: status, a code as OAuth has them where there is one (RFC 6749 section 5.2), and a sentence. */
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
};

const defaultRetryAfterMs = 5_000;

/** The response to a page that gets nothing. Nothing in it comes from upstream. */
export function errorResponseOf(result: PageResult, errorBody: (code: string, sentence: string) => unknown): Response {
  const reason = 'failed' in result ? result.failed : 'denied' in result ? result.denied : 'token';
  const [status, code, sentence] = errors[reason];
  const headers = new Headers({ 'content-type': 'application/json' });
  if (status === 405) headers.set('allow', 'POST');
  if (status === 429 || status === 503) {
    const ms = ('retryAfterMs' in result && result.retryAfterMs) || defaultRetryAfterMs;
    headers.set('retry-after', String(Math.max(1, Math.ceil(ms / 1000))));
  }
  return new Response(JSON.stringify(errorBody(code, sentence)), { status, headers });
}
