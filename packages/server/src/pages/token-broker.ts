import type { AccessToken, Clock, TokenRefresher } from '@token-refresher/core';
import { TokenRequestError } from '@token-refresher/core';
import { checkOptionsObject } from '../options/check-options-object.ts';
import { checkTokens } from '../options/check-tokens.ts';
import { createPageEndpoint, type PageAccessOptions } from './page-endpoint.ts';
import type { PageResult } from './page-result.ts';
import { createRejectionReports } from './rejection-reports.ts';

const maxBodyBytes = 8_192;

/** Options of {@link createTokenBroker}. */
export interface TokenBrokerOptions extends PageAccessOptions {
  /** Whose token pages get: what `createTokenRefresher` returned. One broker for each identity. */
  readonly tokens: TokenRefresher;
  /** Default: the system's clocks. */
  readonly clock?: Pick<Clock, 'now' | 'monotonicNow'> | undefined;
}

/** A web-standard request handler. */
export type TokenBroker = (request: Request) => Promise<Response>;

/**
 * Hands access tokens to pages, so that the client secret stays on the server. `brokerToken` of `@token-refresher/core` is
 * the other end.
 *
 * ```ts
 * const broker = createTokenBroker({ tokens, authorize: async (request) => (await sessionOf(request)) !== undefined });
 * ```
 *
 * Takes `POST` with `application/json`: `{}`, or `{ "rejected": "…" }` with a token that the API has just rejected.
 * The response is a token response (RFC 6749 section 5.1): `access_token`, `token_type`, `expires_in` (what is left of its
 * life, in whole seconds, 1 or more) and `scope`; never cached. Otherwise it is an OAuth error response with
 *
 * | status | when |
 * |---|---|
 * | 400, 405, 413, 415 | not the request above; its body may have 8 kB |
 * | 401, or what `authorize` returned | `authorize` says no |
 * | 403 | a page of an origin that is not named in `origins` |
 * | 429 | the current token was reported as rejected, and it is too early to fetch yet another one; `Retry-After` |
 * | 500 | `authorize` failed |
 * | 503 | no token can be obtained from upstream, for whatever reason; `Retry-After` |
 *
 * Nothing of an upstream error reaches the page; `onEvent` and the refresher's events have it.
 *
 * @throws TypeError at once when an option is missing or cannot be used; the message names it.
 */
export function createTokenBroker(options: TokenBrokerOptions): TokenBroker {
  const caller = 'createTokenBroker';
  const invalid = checkOptionsObject<TokenBrokerOptions>(caller, options, {
    tokens: 'required',
    authorize: 'required',
    origins: 'optional',
    onEvent: 'optional',
    clock: 'optional',
  });
  const { tokens } = options;
  checkTokens(invalid, tokens);
  const clock = options.clock ?? { now: () => Date.now(), monotonicNow: () => performance.now() };
  const reports = createRejectionReports(tokens, clock);
  const secondsLeft = ({ expiresAt = 0 }: AccessToken) => Math.floor((expiresAt - clock.now()) / 1000);

  const usableToken = async (): Promise<AccessToken> => {
    const token = await tokens.getToken();
    if (secondsLeft(token) >= 1) return token;
    // By the time the page used it, it would have expired.
    tokens.invalidate(token.value);
    return tokens.getToken();
  };

  const respond = async (body: string): Promise<PageResult> => {
    const request = readRequest(body);
    if (!request) return { denied: 'body' };
    const { rejected } = request;
    try {
      const report = rejected === undefined ? undefined : await reports.take(rejected);
      if (typeof report === 'object') return { denied: 'report', ...report };
      const token = await usableToken();
      if (token.value === rejected) return { denied: 'report' };
      return { response: tokenResponse(token, Math.max(1, secondsLeft(token))), report };
    } catch (error) {
      const retryAt = TokenRequestError.is(error) ? error.retryAt : undefined;
      return { failed: 'token', error, ...(retryAt !== undefined && { retryAfterMs: retryAt - clock.now() }) };
    }
  };

  const errorBody = (error: string, error_description: string) => ({ error, error_description });
  return createPageEndpoint({ caller, invalid, clock, maxBodyBytes, errorBody, respond }, options);
}

function tokenResponse({ value, scope }: AccessToken, secondsLeft: number): Response {
  return Response.json({
    access_token: value,
    token_type: 'Bearer',
    expires_in: secondsLeft,
    ...(scope !== undefined && { scope }),
  });
}

/** What a page asks for; `undefined` when that cannot be read. */
function readRequest(body: string): { readonly rejected?: string } | undefined {
  try {
    const json: unknown = body === '' ? {} : JSON.parse(body);
    if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
    const { rejected } = json as { rejected?: unknown };
    if (rejected === undefined) return {};
    return typeof rejected === 'string' ? { rejected } : undefined;
  } catch {
    return undefined;
  }
}
