import type { Clock } from '@token-refresher/core';
import type { InvalidOption } from '../options/invalid-option.ts';
import { readPageBody } from './page-body.ts';
import { errorResponseOf } from './page-errors.ts';
import type { PageEvent } from './page-events.ts';
import { createPageOrigins } from './page-origins.ts';
import type { PageResult } from './page-result.ts';

/** Who may call: the options that the token broker and the GraphQL proxy have in common. */
export interface PageAccessOptions {
  /**
   * Whether this request's user may have a token. Required: there is no default that lets everybody in.
   *
   * - `true`: yes
   * - `false`: no; the page gets HTTP 401
   * - a `Response` with a status of 400 or more: no; the page gets this response (403, or 429 with `Retry-After`)
   *
   * Anything else, and what it throws, is answered with 500 without details. It must not read the request's body.
   */
  readonly authorize: (request: Request) => boolean | Response | Promise<boolean | Response>;
  /**
   * Origins of other sites whose pages may call, with cookies, such as `['https://app.example.com']`; CORS is on for
   * exactly these. Default: none, only pages of the same origin.
   */
  readonly origins?: readonly string[] | undefined;
  /** Called once for each request with what became of it. What it throws is ignored. Default: nobody is told. */
  readonly onEvent?: ((event: PageEvent) => void) | undefined;
}

/** An address that pages may post JSON to. */
export interface PageEndpoint {
  /** For messages. */
  readonly caller: string;
  readonly invalid: InvalidOption;
  readonly clock: Pick<Clock, 'now'>;
  readonly maxBodyBytes: number;
  /** In which form a page is told why it gets nothing. */
  readonly errorBody: (code: string, sentence: string) => unknown;
  readonly respond: (body: string, request: Request) => Promise<PageResult>;
}

/** @throws TypeError that names the option that cannot be used. */
export function createPageEndpoint(
  { caller, invalid, clock, maxBodyBytes, errorBody, respond }: PageEndpoint,
  { authorize, origins: named, onEvent }: PageAccessOptions,
): (request: Request) => Promise<Response> {
  if (typeof authorize !== 'function') {
    throw invalid(
      'authorize',
      "must be a function that says whether a request's user may have a token. There is no default that lets everybody in",
    );
  }
  if (onEvent !== undefined && typeof onEvent !== 'function') {
    throw invalid('onEvent', 'must be a function (event) => void');
  }
  const origins = createPageOrigins(invalid, named);

  const decide = async (request: Request): Promise<PageResult> => {
    if (!origins.admits(request)) return { denied: 'origin' };
    if (request.method !== 'POST') return { denied: 'method' };
    if (!/^application\/json\s*(?:;|$)/i.test(request.headers.get('content-type') ?? '')) {
      return { denied: 'content-type' };
    }
    try {
      const verdict: unknown = await authorize(request);
      if (verdict === false) return { denied: 'not-authorized' };
      if (verdict instanceof Response && verdict.status >= 400) return { denied: 'not-authorized', response: verdict };
      if (verdict !== true)
        throw new TypeError(`${caller}: authorize must return true, false or a Response from 400 up.`);
    } catch (error) {
      return { failed: 'authorize', error };
    }
    const body = await readPageBody(request, maxBodyBytes);
    if ('text' in body) return respond(body.text, request);
    if (body.problem !== 'body-taken') return { denied: body.problem };
    const error = new TypeError(`${caller}: the request's body has been read before. Read it from a clone, or later.`);
    return { failed: body.problem, error };
  };

  const tell = (event: PageEvent) => {
    try {
      onEvent?.(event);
    } catch {
      // Documented: errors thrown by listeners are ignored.
    }
  };

  return async (request) => {
    if (typeof request?.headers?.get !== 'function') {
      throw new TypeError(`${caller}: takes a web-standard Request. The README says how, for node:http and Express.`);
    }
    const preflight = origins.respondToPreflight(request);
    if (preflight) return preflight;
    const result = await decide(request);
    const response = 'response' in result && result.response ? result.response : errorResponseOf(result, errorBody);
    const { status } = response;
    const at = clock.now();
    if ('failed' in result) tell({ type: 'failed', at, status, reason: result.failed, error: result.error });
    else if ('denied' in result) {
      tell({ type: 'denied', at, status, reason: result.denied, origin: request.headers.get('origin') });
    } else tell({ type: 'answered', at, status, ...(result.report && { report: result.report }) });

    const headers = new Headers(response.headers);
    headers.set('cache-control', 'no-store');
    for (const [name, value] of Object.entries(origins.headersFor(request))) headers.set(name, value);
    return new Response(response.body, { status, headers });
  };
}
