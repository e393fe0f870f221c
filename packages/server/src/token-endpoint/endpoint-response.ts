import { type AccessToken, expiryOf, TokenRequestError } from '@token-refresher/core';
import { isRedirect, redirectFailure, refusal } from './error-response.ts';
import type { RequestContext } from './request-context.ts';

/** What the token endpoint said. */
export interface Answer {
  readonly response: Response;
  readonly body: string;
  /** When the request was sent, in epoch milliseconds. */
  readonly sentAt: number;
}

/**
 * The token in a token endpoint's answer (RFC 6749 section 5.1); throws a `TokenRequestError` when there is none that
 * could be used.
 *
 * oauth4webapi's own reading of it is not used: it never reads the error body when `WWW-Authenticate` is there, takes
 * "3600abc", 0 and the token type DPoP, and stumbles over an empty refresh token, which this grant has no use for.
 */
export function readEndpointResponse(answer: Answer, context: RequestContext): AccessToken {
  const { response, body, sentAt } = answer;
  if (isRedirect(response)) throw redirectFailure(response, context);
  const json = parseObject(body);
  if (response.status !== 200 || !json || (json.access_token === undefined && typeof json.error === 'string')) {
    throw refusal({ response, body, json }, context);
  }

  const unusable = (field: string, problem: string) =>
    new TokenRequestError(
      `The token response of ${context.host} cannot be used: its "${field}" ${problem}. ` +
        'Check that the option "tokenEndpoint" is an OAuth 2.0 token endpoint, or tell its operator.',
      { code: 'invalid_token_response', status: 200, permanent: true },
    );

  const value = json.access_token;
  if (typeof value !== 'string' || value === '') throw unusable('access_token', 'is missing');
  if (!/^[\x21-\x7e]+$/.test(value)) {
    throw unusable('access_token', 'has a space, a line break or another character that is not visible ASCII in it');
  }
  if (typeof json.token_type !== 'string' || json.token_type.toLowerCase() !== 'bearer') {
    throw unusable('token_type', 'is not "Bearer", the only type that this library can send');
  }
  const expiresAt = expiryOf(json.expires_in, sentAt);
  if (Number.isNaN(expiresAt)) throw unusable('expires_in', 'is not a positive number of seconds');
  if (json.scope !== undefined && typeof json.scope !== 'string') throw unusable('scope', 'is not a string');

  // Without a scope in the response, it is the one that was asked for.
  const scope = json.scope ?? context.scope;
  const missing = notIn(scope, context.scope);
  if (missing.length > 0) {
    throw new TokenRequestError(
      `${context.host} gave a token without the scope "${missing.join(' ')}" that was asked for. ` +
        'Grant it to this client where the client is registered, or change the option "scope".',
      { code: 'scope_not_granted', status: 200, permanent: true },
    );
  }
  return {
    value,
    ...(expiresAt !== undefined && { expiresAt }),
    ...(scope !== undefined && { scope }),
  };
}

function notIn(granted = '', asked = ''): string[] {
  const names = new Set(granted.split(' '));
  return asked.split(' ').filter((name) => name !== '' && !names.has(name));
}

function parseObject(body: string): Record<string, unknown> | undefined {
  try {
    const json: unknown = JSON.parse(body);
    return typeof json === 'object' && json !== null && !Array.isArray(json) ? { ...json } : undefined;
  } catch {
    return undefined;
  }
}
