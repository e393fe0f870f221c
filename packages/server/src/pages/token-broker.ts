import {
  type AccessToken,
  assertTokenRefresher,
  type Clock,
  renewToken,
  type TokenRefresher,
} from '@token-refresher/core';
import { checkClock } from '../options/check-clock.ts';
import { checkOptions } from '../options/check-options.ts';
import { failInPage } from '../options/only-on-servers.ts';
import type { PageAccessOptions } from './page-endpoint/page-access.ts';
import { createPageEndpoint } from './page-endpoint/page-endpoint.ts';
import { type PageResult, withoutToken } from './page-endpoint/page-result.ts';
import { createRejectionReports } from './rejection-reports.ts';

const caller = 'createTokenBroker';
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

/** What a page asks for. */
interface TokenRequestOfPage {
  readonly rejected?: string;
}

const optionNames: readonly (keyof TokenBrokerOptions)[] = ['tokens', 'authorize', 'origins', 'onEvent', 'clock'];

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
 * Nothing of an upstream error reaches the page but whether it is `permanent`; `onEvent` and the refresher's events have
 * the rest. A reported token is replaced in the background: it serves the other pages until there is a new one.
 *
 * @throws TypeError at once when an option is unknown, missing or cannot be used; the message names it.
 */
export function createTokenBroker(options: TokenBrokerOptions): TokenBroker {
  failInPage(caller);
  const invalid = checkOptions(caller, options, optionNames);
  const { tokens } = options;
  assertTokenRefresher(caller, tokens);
  const clock = checkClock(invalid, options.clock, ['now', 'monotonicNow']);
  const reports = createRejectionReports(tokens, clock);
  const secondsLeft = ({ expiresAt = 0 }: AccessToken) => Math.floor((expiresAt - clock.now()) / 1000);

  const usableToken = createTokenForPages(tokens, secondsLeft);

  const respond = async (
    { rejected }: TokenRequestOfPage,
    _request: Request,
    reporter: string | undefined,
  ): Promise<PageResult> => {
    try {
      const report = rejected === undefined ? undefined : await reports.take(rejected, reporter);
      if (typeof report === 'object') return { denied: 'report', ...report };
      const token = await usableToken();
      if (token.value === rejected) return { denied: 'report' };
      return { response: tokenResponse(token, Math.max(1, secondsLeft(token))), report };
    } catch (error) {
      return withoutToken(error, clock.now());
    }
  };

  return createPageEndpoint<TokenRequestOfPage>(
    {
      caller,
      invalid,
      clock,
      maxBodyBytes,
      errorBody: ({ code: error, sentence: error_description, isPermanent }) => ({
        error,
        error_description,
        ...(isPermanent && { permanent: true }),
      }),
      read: readRequest,
      authorize: (request) => options.authorize(request),
      respond,
    },
    options,
  );
}

/** By the time a page used a token of which less than a second is left, it would have expired: it gets the next one. */
function createTokenForPages(
  tokens: TokenRefresher,
  secondsLeft: (token: AccessToken) => number,
): () => Promise<AccessToken> {
  /** Asked for once: a source may have no other until this one has expired, or none that lasts longer. */
  let renewed: string | undefined;
  let renewing: Promise<void> | undefined;

  const renew = async (value: string) => {
    renewed = value;
    const next = await renewToken(tokens, value);
    if (secondsLeft(next) < 1) renewed = next.value;
  };

  return async () => {
    const token = await tokens.getToken();
    if (secondsLeft(token) >= 1) return token;
    if (token.value !== renewed) renewing = renew(token.value);
    try {
      await renewing;
    } catch (error) {
      const rest = tokens.peek();
      if (rest) return rest;
      throw error;
    }
    return tokens.getToken();
  };
}

function tokenResponse({ value, scope }: AccessToken, secondsLeft: number): Response {
  return Response.json({ access_token: value, token_type: 'Bearer', expires_in: secondsLeft, scope });
}

/** `undefined` when it cannot be read. */
function readRequest(body: string): TokenRequestOfPage | undefined {
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
