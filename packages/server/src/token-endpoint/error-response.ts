import { retryAfter, TokenRequestError } from '@token-refresher/core';
import { adviceOn } from './advice.ts';
import type { RequestContext } from './request-context.ts';

/** An answer of the token endpoint without a token in it. */
export interface Refusal {
  readonly response: Response;
  readonly body: string;
  /** The body, when it is a JSON object. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

/** Status codes that say "later" whatever the body says (RFC 9110 section 15.5, RFC 8470, RFC 6585). */
const later = new Set([408, 425, 429]);
/** OAuth errors that say "later" (RFC 6749 section 4.1.2.1, as token endpoints use them too; RFC 8628). */
const laterErrors = new Set(['server_error', 'temporarily_unavailable', 'slow_down']);
/** OAuth errors that stay until somebody changes something, even if a gateway made a 5xx of the status. */
const lastingErrors = new Set([
  'invalid_client',
  'invalid_grant',
  'invalid_request',
  'invalid_scope',
  'unauthorized_client',
  'unsupported_grant_type',
  'access_denied',
]);

/** The failure behind an answer without a token: an OAuth error (RFC 6749 section 5.2), or anything else. */
export function refusal({ response, body, json }: Refusal, context: RequestContext): TokenRequestError {
  const { status } = response;
  const retryAt = retryAfter(response.headers, Date.now());
  const error = oauthError(json, context);
  if (error !== undefined) {
    const isLater = later.has(status) || laterErrors.has(error) || (status >= 500 && !lastingErrors.has(error));
    return new TokenRequestError(
      `The authorization server at ${context.host} answered "${error}" (HTTP ${status})${adviceOn(error, json, context)}`,
      { code: error, status, retryAt, permanent: !isLater },
    );
  }
  if (status === 429) {
    return new TokenRequestError(
      `The token endpoint at ${context.host} takes no more requests for now (HTTP 429). Ask for fewer tokens: keep one token refresher per identity, and share its token between processes.`,
      { code: 'rate_limited', status, retryAt },
    );
  }
  if (status >= 500) {
    return new TokenRequestError(
      `The token endpoint at ${context.host} failed (HTTP ${status}). The fault is on its side; asking again later may help.`,
      { code: 'server_error', status, retryAt },
    );
  }
  const permanent = status >= 400 && !later.has(status);
  return new TokenRequestError(
    `The token endpoint at ${context.host} answered with neither a token nor an OAuth error: HTTP ${status} with ${kindOf(body, json)}. ` +
      'Check that the option "tokenEndpoint" is the address of a token endpoint, and that no proxy answers in its place.',
    { code: 'unexpected_response', status, retryAt, permanent },
  );
}

/** Whether the endpoint sent the request elsewhere, or somebody has followed it there already. */
export function isRedirect({ status, type, redirected }: Response): boolean {
  return redirected || type === 'opaqueredirect' || (status >= 300 && status < 400);
}

/** The failure of a request that the endpoint sent elsewhere. */
export function redirectFailure({ status }: Response, { host }: RequestContext): TokenRequestError {
  return new TokenRequestError(
    `The token endpoint at ${host} redirected the token request${status > 0 ? ` (HTTP ${status})` : ''}, which is not followed, because the credentials would go along. ` +
      'Check the option "tokenEndpoint": it must be the final address, as the authorization server documents it.',
    { code: 'unexpected_response', permanent: true, ...(status > 0 && { status }) },
  );
}

/** The server's error code, if it has the form of one: "Not Found" and a sentence are none. */
function oauthError(json: Refusal['json'], { redact }: RequestContext): string | undefined {
  const error = json?.error;
  const isCode = typeof error === 'string' && /^[a-z][a-z\d_.-]{1,63}$/.test(error) && redact(error) === error;
  return isCode ? error : undefined;
}

function kindOf(body: string, json: Refusal['json']): string {
  const text = body.trimStart();
  if (text === '') return 'an empty body';
  if (json) return 'JSON that says neither';
  if (text.startsWith('<')) return 'an HTML page';
  if (text.startsWith('{')) return 'JSON that breaks off or is malformed';
  return 'a body that is no JSON object';
}
