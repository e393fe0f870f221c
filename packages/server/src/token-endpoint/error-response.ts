import { rateLimitEnd, retryAfter, TokenRequestError } from '@token-refresher/core';
import { adviceOn } from './advice.ts';
import type { RequestContext } from './request-context.ts';

/** A response of the token endpoint without a token in it. */
export interface ErrorResponse {
  readonly response: Response;
  readonly body: string | undefined;
  /** The body, when it is a JSON object. */
  readonly json: Readonly<Record<string, unknown>> | undefined;
}

/** Status codes that say "later" whatever the body says (RFC 9110 section 15.5, RFC 8470, RFC 6585). */
const laterStatuses = new Set([408, 425, 429]);
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

/** The failure behind a response without a token: an OAuth error (RFC 6749 section 5.2), or anything else. */
export function errorResponseFailure(
  { response, body, json }: ErrorResponse,
  context: RequestContext,
): TokenRequestError {
  const { status, ok, headers } = response;
  const retryAt = (status === 429 ? rateLimitEnd : retryAfter)(headers, Date.now());
  const error = oauthError(json, context);
  if (error !== undefined) {
    const isLater =
      laterStatuses.has(status) || (!ok && laterErrors.has(error)) || (status >= 500 && !lastingErrors.has(error));
    return new TokenRequestError(
      `The authorization server at ${context.host} sent the error "${error}" (HTTP ${status})${adviceOn(error, json, context)}`,
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
  // What was carried out is not asked for again.
  const permanent = !laterStatuses.has(status);
  return new TokenRequestError(
    `The token endpoint at ${context.host} sent neither a token nor an OAuth error: HTTP ${status} with ${kindOf(body, json)}. ` +
      'Check that option "tokenEndpoint" is the address of a token endpoint, and that no proxy answers in its place.',
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
      'Check option "tokenEndpoint": it must be the final address, as the authorization server documents it.',
    { code: 'unexpected_response', permanent: true, ...(status > 0 && { status }) },
  );
}

/** The server's error code, if it has the form of one: "Not Found" and a sentence are none. */
function oauthError(json: ErrorResponse['json'], { redact }: RequestContext): string | undefined {
  const error = json?.error;
  if (typeof error !== 'string') return undefined;
  // A secret may have a word like "client" in it.
  if (lastingErrors.has(error) || laterErrors.has(error)) return error;
  return /^[a-z][a-z\d_.-]{1,63}$/.test(error) && redact(error) === error ? error : undefined;
}

function kindOf(body: string | undefined, json: ErrorResponse['json']): string {
  if (body === undefined) return 'a body that is too long for it';
  const text = body.trimStart();
  if (text === '') return 'an empty body';
  if (json) return 'JSON that says neither';
  if (text.startsWith('<')) return 'an HTML page';
  if (text.startsWith('{')) return 'JSON that breaks off or is malformed';
  return 'a body that is no JSON object';
}
