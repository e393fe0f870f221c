import { type AccessToken, readTokenResponse, TokenRequestError } from '@token-refresher/core';
import { errorResponseFailure, isRedirect, redirectFailure } from './error-response.ts';
import { missingScope } from './missing-scope.ts';
import type { RequestContext } from './request-context.ts';

/** What the token endpoint said. */
export interface EndpointResponse {
  readonly response: Response;
  /** `undefined` when it is too long to be a token response. */
  readonly body: string | undefined;
  /** When the request was sent, in epoch milliseconds. */
  readonly sentAt: number;
}

/** What a response with a status of 200 to 299 has brought. */
export interface ReadResponse {
  readonly json: Readonly<Record<string, unknown>>;
  readonly outcome: TokenOutcome;
}

/** A token, or why there is none that can be used. */
export type TokenOutcome = { readonly token: AccessToken } | { readonly failure: TokenRequestError };

/**
 * What a token endpoint's response has brought (RFC 6749 section 5.1). A refresh token may have come although the access
 * token cannot be used, so that this is not thrown.
 *
 * oauth4webapi's own reading of it is not used: it never reads the error body when `WWW-Authenticate` is there, takes
 * "3600abc" and the token type DPoP, and stumbles over an empty refresh token, which client credentials have no use for.
 *
 * @throws TokenRequestError when the response says that the request failed, or is none of a token endpoint.
 */
export function readEndpointResponse(said: EndpointResponse, context: RequestContext): ReadResponse {
  const { response, body } = said;
  if (isRedirect(response)) throw redirectFailure(response, context);
  const json = parseObject(body);
  if (!response.ok || !json) throw errorResponseFailure({ response, body, json }, context);
  return { json, outcome: readToken(said, json, context) };
}

function readToken(
  { response, body, sentAt }: EndpointResponse,
  json: ReadResponse['json'],
  context: RequestContext,
): TokenOutcome {
  if (json.access_token === undefined && typeof json.error === 'string') {
    return { failure: errorResponseFailure({ response, body, json }, context) };
  }
  const { status } = response;
  const token = readTokenResponse(json, sentAt);
  if ('unusable' in token) {
    const { unusable, problem } = token;
    const message =
      `The token response of ${context.host} cannot be used: its "${unusable}" ${problem}. ` +
      'Check that option "tokenEndpoint" is an OAuth 2.0 token endpoint, or tell its operator.';
    return { failure: new TokenRequestError(message, { code: 'invalid_token_response', status, permanent: true }) };
  }
  // Without a scope in the response, it is the one that was asked for; an empty one is none.
  const isTold = json.scope !== undefined && json.scope !== null;
  const scope = isTold ? token.scope : context.scope;
  const missing = missingScope(context.scope, scope);
  if (missing === '' || context.allowNarrowerScope) {
    return { token: scope === undefined ? token : { ...token, scope } };
  }
  const message =
    `${context.host} gave a token without the scope "${missing}" that was asked for. ` +
    'Grant it to this client where the client is registered, change option "scope", or set option "allowNarrowerScope".';
  return { failure: new TokenRequestError(message, { code: 'scope_not_granted', status, permanent: true }) };
}

function parseObject(body: string | undefined): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(body ?? '');
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : undefined;
  } catch {
    return undefined;
  }
}
