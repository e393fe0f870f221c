import { applyFault } from '../faults/apply-fault.ts';
import type { FaultSwitch } from '../faults/fault-switch.ts';
import { fixedResponse } from '../messages/fixed-response.ts';
import { type ReceivedRequest, receive } from '../messages/received-request.ts';
import type { ApiTokens } from '../tokens/api-tokens.ts';
import { type Application, clientAuthenticationProblem } from '../tokens/authenticate-client.ts';
import type { RequestLog } from './request-log.ts';

/** One request to the token endpoint. */
export interface TokenEndpointRequest extends ReceivedRequest {
  /** The form's fields; empty if the body was no form. */
  readonly parameters: Readonly<Record<string, string>>;
  /** `pending` until decided; then what was done: `issued`, an OAuth error code, or the kind of the fault. */
  readonly outcome: string;
}

/** Answers a request. `sent` resolves when the response was sent, with whether the client hung up before. */
export type Endpoint = (request: Request, sent?: Promise<boolean>) => Promise<Response>;

/** What the token endpoint works with. */
export interface TokenEndpointParts {
  readonly now: () => number;
  readonly tokens: ApiTokens;
  readonly application: () => Application;
  /** The scopes that the client may ask for; `undefined`: any. */
  readonly scopes: readonly string[] | undefined;
  readonly lifetimeSeconds: () => number;
  readonly faults: FaultSwitch;
  readonly log: RequestLog<TokenEndpointRequest>;
}

/** Of RFC 6749 section 5.1. */
interface TokenResponse {
  readonly error?: undefined;
  readonly access_token: string;
  readonly expires_in: number;
  readonly refresh_token?: string;
  readonly scope: string;
  readonly token_type: string;
}

/** Of RFC 6749 section 5.2. */
interface OAuthError {
  readonly error: string;
  readonly error_description: string;
}

const failed = (error: string, error_description: string): OAuthError => ({ error, error_description });

/** A token endpoint that behaves as Ory Hydra does, for client credentials and refresh tokens. */
export function createTokenEndpoint(parts: TokenEndpointParts): Endpoint {
  return async (request, sent) => {
    const { entry: received, ends } = await receive(request, parts.now, sent);
    const isForm = /^application\/x-www-form-urlencoded\b/i.test(received.headers['content-type'] ?? '');
    const form = new URLSearchParams(isForm ? received.body : '');
    const entry = Object.assign(received, { parameters: Object.fromEntries(form), outcome: 'pending' });
    parts.log.add(entry);
    const fault = parts.faults.next(entry);
    if (fault && fault.kind !== 'hold' && fault.kind !== 'delay') entry.outcome = fault.kind;
    const faulty = await applyFault(fault);
    if (faulty) return ends(faulty);
    // Held for so long that its client has left: nothing is done for it.
    if (entry.abortedByClient) return ends(Response.error());

    const content = problemOf(entry, isForm, form, parts) ?? issue(form, parts);
    const { error } = content;
    entry.outcome = error ?? 'issued';
    if (fault?.kind === 'lose response') return ends(Response.error());
    const headers = {
      'content-type': 'application/json;charset=UTF-8',
      'cache-control': 'no-store',
      pragma: 'no-cache',
    };
    const status = error ? (error === 'invalid_client' ? 401 : 400) : 200;
    return ends(fixedResponse({ status, headers, body: JSON.stringify(content) }));
  };
}

function problemOf(
  { method, headers }: ReceivedRequest,
  isForm: boolean,
  form: URLSearchParams,
  { application, scopes }: TokenEndpointParts,
): OAuthError | undefined {
  const invalid =
    'The request is missing a required parameter, includes an invalid parameter value, includes a parameter more than once, or is otherwise malformed.';
  if (method !== 'POST') return failed('invalid_request', `${invalid} HTTP method is '${method}', expected 'POST'.`);
  if (!isForm) return failed('invalid_request', `${invalid} Unable to parse the HTTP body, it must be a form.`);
  if (!form.get('grant_type'))
    return failed('invalid_request', `${invalid} Request parameter 'grant_type' is missing.`);
  const unauthenticated = clientAuthenticationProblem(headers.authorization, form, application());
  if (unauthenticated) return failed('invalid_client', unauthenticated);
  if (!['client_credentials', 'refresh_token'].includes(String(form.get('grant_type')))) {
    return failed(
      'unsupported_grant_type',
      'The authorization grant type is not supported by the authorization server.',
    );
  }
  const unknownScope = scopesOf(form).find((scope) => scopes?.includes(scope) === false);
  if (unknownScope !== undefined) {
    return failed(
      'invalid_scope',
      `The requested scope is invalid, unknown, or malformed. The OAuth 2.0 Client is not allowed to request scope '${unknownScope}'.`,
    );
  }
  return undefined;
}

function issue(form: URLSearchParams, { tokens, lifetimeSeconds }: TokenEndpointParts): OAuthError | TokenResponse {
  const isRefresh = form.get('grant_type') === 'refresh_token';
  const kept = isRefresh ? tokens.useRefreshToken(form.get('refresh_token') ?? '') : '';
  if (kept === undefined) {
    return failed(
      'invalid_grant',
      'The provided authorization grant or refresh token is invalid, expired or revoked. The refresh token has not been found or was used before.',
    );
  }
  const scope = scopesOf(form).join(' ') || kept;
  return {
    access_token: tokens.issue(scope, lifetimeSeconds()),
    expires_in: Math.floor(lifetimeSeconds()),
    ...(isRefresh && { refresh_token: tokens.issueRefreshToken(kept) }),
    scope,
    token_type: 'bearer',
  };
}

function scopesOf(form: URLSearchParams): string[] {
  return (form.get('scope') ?? '').split(' ').filter(Boolean);
}
