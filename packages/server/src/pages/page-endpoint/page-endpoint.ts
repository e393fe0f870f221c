import type { Clock } from '@token-refresher/core';
import type { InvalidOption } from '../../options/check-options.ts';
import { createVerdictReader } from './authorization-verdict.ts';
import type { PageAccessOptions } from './page-access.ts';
import { readPageBody } from './page-body.ts';
import { errorResponseOf, type PageError } from './page-errors.ts';
import type { PageEvent } from './page-events.ts';
import { createPageOrigins } from './page-origins.ts';
import type { PageResult } from './page-result.ts';

/** An address that pages may post JSON to. */
export interface PageEndpoint<Body> {
  /** For messages. */
  readonly caller: string;
  readonly invalid: InvalidOption;
  readonly clock: Pick<Clock, 'now'>;
  readonly maxBodyBytes: number;
  /** In which form a page is told why it gets nothing. */
  readonly errorBody: (error: PageError) => unknown;
  /** What the body asks for; `undefined` when it is not what belongs here. */
  readonly read: (text: string) => Body | undefined;
  readonly authorize: (request: Request, body: Body) => unknown;
  /** @param caller Who asks, as `authorize` said. */
  readonly respond: (body: Body, request: Request, caller: string | undefined) => Promise<PageResult>;
}

/** @throws TypeError that names the option that cannot be used. */
export function createPageEndpoint<Body>(
  { caller, invalid, clock, maxBodyBytes, errorBody, read, authorize, respond }: PageEndpoint<Body>,
  options: Omit<PageAccessOptions, 'authorize'> & { readonly authorize: unknown },
): (request: Request) => Promise<Response> {
  if (typeof options.authorize !== 'function') {
    throw invalid(
      'authorize',
      "must be a function that says whether a request's user may have a token. There is no default that lets everybody in",
    );
  }
  if (options.onEvent !== undefined && typeof options.onEvent !== 'function') {
    throw invalid('onEvent', 'must be a function (event) => void');
  }
  const origins = createPageOrigins(invalid, options.origins);
  const readVerdict = createVerdictReader(caller);

  const decide = async (request: Request): Promise<PageResult> => {
    if (!origins.admits(request)) return { denied: 'origin' };
    if (request.method !== 'POST') return { denied: 'method' };
    if (!/^application\/json\s*(?:;|$)/i.test(request.headers.get('content-type') ?? '')) {
      return { denied: 'content-type' };
    }
    const posted = await readPageBody(request, maxBodyBytes);
    if ('problem' in posted) {
      if (posted.problem !== 'body-taken') return { denied: posted.problem };
      const error = new TypeError(
        `${caller}: the request's body has been read before. Read it from a clone, or later.`,
      );
      return { failed: 'body-taken', error };
    }
    const body = readSafely(read, posted.text);
    if (body === undefined) return { denied: 'body' };
    let verdict: Awaited<ReturnType<typeof readVerdict>>;
    try {
      verdict = await readVerdict(await authorize(request, body));
    } catch (error) {
      return { failed: 'authorize', error };
    }
    return 'denied' in verdict ? verdict : respond(body, request, verdict.caller);
  };

  const tell = (event: PageEvent) => {
    try {
      Promise.resolve(options.onEvent?.(event)).catch(() => {});
    } catch {
      // Documented: errors thrown by listeners are ignored.
    }
  };

  return async (request) => {
    if (typeof request?.headers?.get !== 'function') {
      throw new TypeError(
        `${caller}: what it returns takes a web-standard Request. In node:http and Express, mount it as toNodeHandler(…) of this package.`,
      );
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

/** Whatever a page has sent, it gets a response, and there is an event. */
function readSafely<Body>(read: PageEndpoint<Body>['read'], text: string): Body | undefined {
  try {
    return read(text);
  } catch {
    return undefined;
  }
}
