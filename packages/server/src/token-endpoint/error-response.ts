import { rateLimitEnd, retryAfter, TokenRequestError } from '@token-refresher/core';
import { adviceOn, quote } from './advice.ts';
import type { RequestContext } from './request-context.ts';
import { serverWords } from './server-words.ts';
import { supportIds } from './support-ids.ts';

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
  const { host } = context;
  const retryAt = (status === 429 ? rateLimitEnd : retryAfter)(headers, Date.now());
  const words = serverWords(body, json);
  const said = quote(words, supportIds(json), context);
  const error = oauthError(json, context);
  if (error !== undefined) {
    const isLater =
      laterStatuses.has(status) || (!ok && laterErrors.has(error)) || (status >= 500 && !lastingErrors.has(error));
    return new TokenRequestError(
      `The authorization server at ${host} sent the error "${error}" (HTTP ${status}): ${adviceOn(error, words, context)}.${said}`,
      { code: error, status, retryAt, permanent: !isLater },
    );
  }
  if (status === 429) {
    return new TokenRequestError(
      `The token endpoint at ${host} takes no more requests for now (HTTP 429). Ask for fewer tokens: keep one token refresher per identity, and share its token between processes.${said}`,
      { code: 'rate_limited', status, retryAt },
    );
  }
  if (status >= 500) {
    return new TokenRequestError(
      `The token endpoint at ${host} failed (HTTP ${status}). The fault is on its side; asking again later may help.${said}`,
      { code: 'server_error', status, retryAt },
    );
  }
  const namesClient = isAboutTheClient(words);
  if (status === 401 || ((status === 400 || status === 403) && namesClient)) {
    const code = 'invalid_client';
    const otherwise = namesClient ? '' : ' Or this is not the token endpoint: check option "tokenEndpoint", too.';
    return new TokenRequestError(
      `The token endpoint at ${host} denied the client (HTTP ${status}): ${adviceOn(code, words, context)}.${otherwise}${said}`,
      { code, status, permanent: true },
    );
  }
  // What was carried out is not asked for again.
  const permanent = !laterStatuses.has(status);
  return new TokenRequestError(
    `The token endpoint at ${host} sent neither a token nor an OAuth error: HTTP ${status} with ${kindOf(body, json)}. ` +
      `Check that option "tokenEndpoint" is the address of a token endpoint, and that no proxy answers in its place.${said}`,
    { code: 'unexpected_response', status, retryAt, permanent },
  );
}

/** Servers with error bodies of their own say it in words: "invalid client secret". */
function isAboutTheClient(words = ''): boolean {
  return /\binvalid client\b|\bclient.?(?:id|secret|identifier|credentials)\b/i.test(words);
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
  // Okta and Apigee put it elsewhere.
  const known = [json?.error, json?.errorCode, json?.ErrorCode].find(isKnownError);
  // It may look like a part of the secret, which may have a word like "client" in it.
  if (known !== undefined) return known;
  const error = json?.error;
  if (typeof error !== 'string') return undefined;
  return /^[a-z][a-z\d_.-]{1,63}$/.test(error) && redact(error) === error ? error : undefined;
}

function isKnownError(error: unknown): error is string {
  return typeof error === 'string' && (lastingErrors.has(error) || laterErrors.has(error));
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
