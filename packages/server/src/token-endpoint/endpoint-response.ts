import { type AccessToken, readTokenResponse, TokenRequestError } from '@token-refresher/core';
import { errorResponseFailure, isRedirect, redirectFailure } from './error-response.ts';
import type { RequestContext } from './request-context.ts';

/** What the token endpoint said. */
export interface EndpointResponse {
  readonly response: Response;
  /** `undefined` when it is too long to be a token response. */
  readonly body: string | undefined;
  /** When the request was sent, in epoch milliseconds. */
  readonly sentAt: number;
}

/** A token, and the whole response that it came in. */
export interface ReadResponse {
  readonly token: AccessToken;
  readonly json: Readonly<Record<string, unknown>>;
}

/**
 * The token in a token endpoint's response (RFC 6749 section 5.1).
 *
 * oauth4webapi's own reading of it is not used: it never reads the error body when `WWW-Authenticate` is there, takes
 * "3600abc" and the token type DPoP, and stumbles over an empty refresh token, which client credentials have no use for.
 *
 * @throws TokenRequestError when there is no token that can be used.
 */
export function readEndpointResponse(said: EndpointResponse, context: RequestContext): ReadResponse {
  const { response, body, sentAt } = said;
  if (isRedirect(response)) throw redirectFailure(response, context);
  const json = parseObject(body);
  if (!response.ok || !json || (json.access_token === undefined && typeof json.error === 'string')) {
    throw errorResponseFailure({ response, body, json }, context);
  }
  const token = readTokenResponse(json, sentAt);
  if ('unusable' in token) {
    const { unusable, problem } = token;
    throw new TokenRequestError(
      `The token response of ${context.host} cannot be used: its "${unusable}" ${problem}. ` +
        'Check that option "tokenEndpoint" is an OAuth 2.0 token endpoint, or tell its operator.',
      { code: 'invalid_token_response', status: response.status, permanent: true },
    );
  }
  // Without a scope in the response, it is the one that was asked for; an empty one is none.
  const isTold = json.scope !== undefined && json.scope !== null;
  const scope = isTold ? token.scope : context.scope;
  const missing = namesNotIn(scope, context.scope);
  if (missing.length === 0 || context.allowNarrowerScope) {
    return { token: scope === undefined ? token : { ...token, scope }, json };
  }
  throw new TokenRequestError(
    `${context.host} gave a token without the scope "${missing.join(' ')}" that was asked for. ` +
      'Grant it to this client where the client is registered, change option "scope", or set option "allowNarrowerScope".',
    { code: 'scope_not_granted', status: response.status, permanent: true },
  );
}

/** Names that were asked for and not granted. Servers write them in another case, too. */
function namesNotIn(granted = '', asked = ''): string[] {
  const names = new Set(namesOf(granted.toLowerCase()));
  return namesOf(asked).filter((name) => !names.has(name.toLowerCase()));
}

function namesOf(scope: string): string[] {
  return scope.split(/[\s,]+/).filter(Boolean);
}

function parseObject(body: string | undefined): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(body ?? '');
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : undefined;
  } catch {
    return undefined;
  }
}
