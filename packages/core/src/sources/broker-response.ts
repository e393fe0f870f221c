import { TokenRequestError, type TokenRequestErrorCode } from '../errors.ts';
import { rateLimitEnd } from '../protocol/token-endpoint/rate-limit.ts';
import { retryAfter } from '../protocol/token-endpoint/retry-after.ts';
import { readTokenResponse } from '../protocol/token-endpoint/token-response.ts';
import type { AccessToken } from '../token.ts';

/** What a broker said. */
export interface BrokerResponse {
  readonly response: Response;
  /** `undefined` when it is too long to be a token response. */
  readonly body: string | undefined;
  /** When the request was sent, in epoch milliseconds. */
  readonly sentAt: number;
  /** The broker's host and port, for messages. */
  readonly host: string;
}

/**
 * The token in a broker's response. A response without one is not quoted in the error: whatever stands there may be
 * anybody's.
 *
 * @throws TokenRequestError
 */
export function readBrokerResponse({ response, body, sentAt, host }: BrokerResponse): AccessToken {
  const json = response.redirected ? undefined : parse(body);
  if (!json || !response.ok) throw failure(response, json, host);
  const token = readTokenResponse(json, sentAt);
  if (!('unusable' in token)) return token;
  const { unusable, problem } = token;
  throw new TokenRequestError(
    `The response of the token broker at ${host} cannot be used: its "${unusable}" ${problem}.`,
    { code: 'invalid_token_response', status: response.status, permanent: true },
  );
}

function parse(body: string | undefined): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(body ?? '');
    return typeof json === 'object' && json !== null ? { ...json } : undefined;
  } catch {
    return undefined;
  }
}

function failure(response: Response, json: Record<string, unknown> | undefined, host: string): TokenRequestError {
  const { status, headers } = response;
  const [code, permanent, problem] = meaning(response, json?.permanent === true);
  const readRetryAt = status === 429 ? rateLimitEnd : retryAfter;
  return new TokenRequestError(
    `The token broker at ${host} gave no token${status ? ` (HTTP ${status})` : ''}: ${problem}.`,
    { code, permanent, retryAt: readRetryAt(headers, Date.now()), ...(status > 0 && { status }) },
  );
}

const askLater = 'Asking again later may help; its option "onEvent" tells why';

function meaning(
  { status, ok, type, redirected }: Response,
  isPermanent: boolean,
): [TokenRequestErrorCode, permanent: boolean, problem: string] {
  if (redirected || type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    return ['unexpected_response', true, 'it sends this page elsewhere. If the session has ended, sign in again'];
  }
  if (status === 401) return ['access_denied', true, 'the session has ended. Sign in again'];
  if (status === 403)
    return [
      'access_denied',
      true,
      'this page, or this user, may not have one. Pages of other origins must be in its option "origins"',
    ];
  if (status === 429) return ['rate_limited', false, 'it takes no more requests for now. Ask again later'];
  if (status >= 500 && isPermanent) {
    return ['server_error', true, 'its own set-up has to be mended first. Its option "onEvent" tells what is wrong'];
  }
  if (status === 503) return ['temporarily_unavailable', false, `it has none for now. ${askLater}`];
  if (status >= 500) return ['server_error', false, `it failed, or is not running. ${askLater}`];
  // What was carried out is not asked for again.
  if (ok)
    return [
      'unexpected_response',
      true,
      'its response is no JSON object, so there is no broker at this address. Check the url given to brokerToken',
    ];
  // 408 and 425 say "later" (RFC 9110 section 15.5.9, RFC 8470).
  return [
    'unexpected_response',
    status !== 408 && status !== 425,
    'there seems to be no broker at this address. Check the url given to brokerToken',
  ];
}
