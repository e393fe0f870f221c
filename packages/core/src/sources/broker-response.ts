import { TokenRequestError, type TokenRequestErrorCode } from '../errors.ts';
import { expiryOf } from '../protocol/expiry.ts';
import { retryAfter } from '../protocol/retry-after.ts';
import { tokenValueProblem } from '../protocol/token-value.ts';
import type { AccessToken } from '../token.ts';

/** What a broker said. */
export interface BrokerResponse {
  readonly response: Response;
  readonly body: string;
  /** When the request was sent, in epoch milliseconds. */
  readonly sentAt: number;
  /** The broker's host and port, for messages. */
  readonly host: string;
}

/**
 * The token in a broker's answer (RFC 6749 section 5.1). An answer without one is not quoted in the error: whatever
 * stands there may be anybody's.
 *
 * @throws TokenRequestError
 */
export function readBrokerResponse({ response, body, sentAt, host }: BrokerResponse): AccessToken {
  const json = response.status === 200 && !response.redirected ? parse(body) : undefined;
  if (!json) throw failure(response, host);
  const { access_token: value, token_type: type, expires_in, scope } = json;
  const expiresAt = expiryOf(expires_in, sentAt);
  const unusable =
    (tokenValueProblem(value) && 'access_token') ||
    (!/^bearer$/i.test(`${type}`) && 'token_type') ||
    (Number.isNaN(expiresAt) && 'expires_in');
  if (unusable) {
    throw new TokenRequestError(
      `The answer of the token broker at ${host} cannot be used: look at its "${unusable}".`,
      {
        code: 'invalid_token_response',
        status: 200,
        permanent: true,
      },
    );
  }
  return {
    value: value as string,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(typeof scope === 'string' && { scope }),
  };
}

function parse(body: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === 'object' && json !== null ? { ...json } : undefined;
  } catch {
    return undefined;
  }
}

function failure(response: Response, host: string): TokenRequestError {
  const { status } = response;
  const [code, permanent, problem] = meaning(response);
  return new TokenRequestError(
    `The token broker at ${host} gave no token${status ? ` (HTTP ${status})` : ''}: ${problem}.`,
    { code, permanent, retryAt: retryAfter(response.headers, Date.now()), ...(status > 0 && { status }) },
  );
}

function meaning({ status, type, redirected }: Response): [TokenRequestErrorCode, permanent: boolean, problem: string] {
  if (redirected || type === 'opaqueredirect' || (status >= 300 && status < 400)) {
    return ['unexpected_response', true, 'it sends this page elsewhere. If the session has ended, sign in again'];
  }
  if (status === 401) return ['access_denied', true, 'the session has ended. Sign in again'];
  if (status === 403) return ['access_denied', true, 'this page, or this user, may not have one'];
  if (status === 429) return ['rate_limited', false, 'it takes no more requests for now'];
  if (status === 503) return ['temporarily_unavailable', false, 'it has none for now'];
  if (status >= 500) return ['server_error', false, 'it failed'];
  if (status === 200) return ['unexpected_response', false, 'its answer is no JSON object'];
  // 408 and 425 say "later" (RFC 9110 section 15.5.9, RFC 8470).
  return ['unexpected_response', status !== 408 && status !== 425, 'there seems to be no broker at this address'];
}
