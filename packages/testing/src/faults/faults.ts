import type { Gate } from '../gate.ts';
import type { Refusal } from '../messages/refusal-shapes.ts';
import type { Fault } from './fault.ts';

/**
 * The ways in which a token endpoint or an API can fail, for `tokenEndpointRespondsWith` and `apiRespondsWith` of a test API.
 *
 * @example
 * ```ts
 * api.tokenEndpointRespondsWith(faults.status(503), { times: 2 });
 * ```
 */
export const faults = {
  /** Waits at the gate, then works as usual. */
  hold: (gate: Gate): Fault => ({ kind: 'hold', gate }),
  /** Is slow: works as usual after so many milliseconds of real time. `hold` needs no waiting. */
  delay: (ms: number): Fault => ({ kind: 'delay', ms }),
  /** Never answers. */
  hang: (): Fault => ({ kind: 'hang' }),
  /** Sends headers and half a body, then nothing more. */
  hangInBody: (): Fault => ({ kind: 'hang in body' }),
  /** Cuts the connection without having done anything. */
  reset: (): Fault => ({ kind: 'reset' }),
  /** Cuts the connection in the middle of the body. */
  cutOff: (): Fault => ({ kind: 'cut off' }),
  /** Does its work, then cuts the connection instead of answering. */
  loseResponse: (): Fault => ({ kind: 'lose response' }),
  /** API only: says "Unauthorized" whatever the token, in this shape or the one set by `refuseWith`. */
  refuse: (shape?: Refusal): Fault => (shape ? { kind: 'refuse', shape } : { kind: 'refuse' }),
  /** Any status with a plain-text body: 500, 502, 503. */
  status: (status: number, body = 'Service failure'): Fault => ({
    kind: 'response',
    status,
    headers: { 'content-type': 'text/plain' },
    body,
  }),
  /** An OAuth error response, RFC 6749 section 5.2. */
  oauthError: (status: number, error: string, description = 'Set by the test.'): Fault => ({
    kind: 'response',
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', 'cache-control': 'no-store' },
    body: JSON.stringify({ error, error_description: description }),
  }),
  /** 429; `retryAfter` is seconds, or a date that is sent as an HTTP date (whole seconds), or left out. */
  tooManyRequests: (retryAfter?: number | Date): Fault => ({
    kind: 'response',
    status: 429,
    headers: {
      'content-type': 'text/plain',
      ...(retryAfter === undefined
        ? {}
        : { 'retry-after': typeof retryAfter === 'number' ? String(retryAfter) : retryAfter.toUTCString() }),
    },
    body: 'Too Many Requests',
  }),
  /** Sends the client elsewhere. 307 keeps method and body, 302 turns POST into GET. */
  redirect: (location: string, status = 307): Fault => ({ kind: 'response', status, headers: { location } }),
  /** 200 with a page, as a captive portal or a login wall sends it. */
  html: (): Fault => ({
    kind: 'response',
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<!doctype html><title>Sign in</title><p>Please sign in.',
  }),
  /** 200 that says JSON and has no body. */
  empty: (): Fault => ({ kind: 'response', status: 200, headers: { 'content-type': 'application/json' } }),
  /** 200 whose JSON ends in the middle, over a connection that ends properly. */
  truncatedJson: (): Fault => ({
    kind: 'response',
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"access_token":"ory_at_',
  }),
  /** 200 with this JSON body: `{ expires_in: '3600', … }`. A string goes out as it is, for what JSON.stringify cannot say (`1e309`). */
  json: (body: unknown, status = 200): Fault => ({
    kind: 'response',
    status,
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }),
};
