import type { Behaviour } from './behaviour.ts';
import type { Gate } from './gate.ts';
import type { RefusalName } from './refusal-shapes.ts';

/** The ways in which a token endpoint or a GraphQL endpoint can fail, ready to hand to `…Answers(…)`. */
export const misbehave = {
  /** Waits at the gate, then works as usual. */
  hold: (gate: Gate): Behaviour => ({ kind: 'hold', gate }),
  /** Works as usual after so many milliseconds of real time; for load scripts. */
  delay: (ms: number): Behaviour => ({ kind: 'delay', ms }),
  /** Never answers. */
  hang: (): Behaviour => ({ kind: 'hang' }),
  /** Sends headers and half a body, then nothing more. */
  hangInBody: (): Behaviour => ({ kind: 'hang in body' }),
  /** Cuts the connection without having done anything. */
  reset: (): Behaviour => ({ kind: 'reset' }),
  /** Cuts the connection in the middle of the body. */
  cutOff: (): Behaviour => ({ kind: 'cut off' }),
  /** Does its work, then cuts the connection instead of answering. */
  loseAnswer: (): Behaviour => ({ kind: 'lose answer' }),
  /** GraphQL endpoint only: says Unauthorized whatever the token, in this shape or the one set by `refuseWith`. */
  refuse: (shape?: RefusalName): Behaviour => (shape ? { kind: 'refuse', shape } : { kind: 'refuse' }),
  /** Any status with a plain-text body: 500, 502, 503. */
  status: (status: number, body = 'Service failure'): Behaviour => ({
    kind: 'answer',
    status,
    headers: { 'content-type': 'text/plain' },
    body,
  }),
  /** An OAuth error response, RFC 6749 section 5.2. */
  oauthError: (status: number, error: string, description = 'Set by the test.'): Behaviour => ({
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/json;charset=UTF-8', 'cache-control': 'no-store' },
    body: JSON.stringify({ error, error_description: description }),
  }),
  /** 429; `retryAfter` is seconds, or a date that is sent as an HTTP date (whole seconds), or left out. */
  tooManyRequests: (retryAfter?: number | Date): Behaviour => ({
    kind: 'answer',
    status: 429,
    headers: {
      'content-type': 'text/plain',
      ...(retryAfter === undefined
        ? {}
        : { 'retry-after': typeof retryAfter === 'number' ? String(retryAfter) : retryAfter.toUTCString() }),
    },
    body: 'Too Many Requests',
  }),
  /** Sends the client elsewhere. 307 keeps method and body, 302 turns POST into GET. See `startStranger`. */
  redirect: (location: string, status = 307): Behaviour => ({ kind: 'answer', status, headers: { location } }),
  /** 200 with a page, as a captive portal or a login wall sends it. */
  html: (): Behaviour => ({
    kind: 'answer',
    status: 200,
    headers: { 'content-type': 'text/html' },
    body: '<!doctype html><title>Sign in</title><p>Please sign in.',
  }),
  /** 200 that says JSON and has no body. */
  empty: (): Behaviour => ({ kind: 'answer', status: 200, headers: { 'content-type': 'application/json' } }),
  /** 200 whose JSON ends in the middle, over a connection that ends properly. */
  truncatedJson: (): Behaviour => ({
    kind: 'answer',
    status: 200,
    headers: { 'content-type': 'application/json' },
    body: '{"access_token":"ory_at_',
  }),
  /** 200 with this JSON body: `{ expires_in: '3600', … }`. A string goes out as it is, for what JSON.stringify cannot say (`1e309`). */
  json: (body: unknown, status = 200): Behaviour => ({
    kind: 'answer',
    status,
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  }),
};
