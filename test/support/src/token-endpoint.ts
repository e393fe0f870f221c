import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Application, clientAuthenticationProblem } from './authenticate-client.ts';
import { type BehaviourSwitch, behave, sendAnswer } from './behaviour.ts';
import { type ReceivedRequest, type RequestLog, receive, resetConnection } from './request-log.ts';
import type { TokenStore } from './token-store.ts';

/** One request to the token endpoint. */
export interface FetchTokenOptions extends ReceivedRequest {
  /** The form's fields; empty if the body was no form. */
  readonly parameters: Readonly<Record<string, string>>;
  /** `pending` until decided; then what was done: `issued`, an OAuth error code, or the kind of the set behaviour. */
  outcome: string;
}

/** What the token endpoint works with. */
export interface TokenEndpointParts {
  readonly now: () => number;
  readonly tokens: TokenStore;
  readonly application: () => Application;
  readonly lifetimeSeconds: () => number;
  readonly behaviours: BehaviourSwitch;
  readonly log: RequestLog<FetchTokenOptions>;
}

/** A token endpoint that behaves as Ory Hydra does. */
export function createTokenEndpoint(parts: TokenEndpointParts) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const received = await receive(request, response, parts.now);
    const isForm = /^application\/x-www-form-urlencoded\b/i.test(received.headers['content-type'] ?? '');
    const form = new URLSearchParams(isForm ? received.body : '');
    const entry: FetchTokenOptions = Object.assign(received, {
      parameters: Object.fromEntries(form),
      outcome: 'pending',
    });
    parts.log.add(entry);
    const behaviour = parts.behaviours.next(entry);
    if (behaviour && behaviour.kind !== 'hold' && behaviour.kind !== 'delay') entry.outcome = behaviour.kind;
    if (await behave(behaviour, response)) return;

    const [error, description] = problem(entry, isForm, form, parts.application()) ?? [];
    entry.outcome = error ?? 'issued';
    const body = error ? { error, error_description: description } : issue(form, parts);
    if (behaviour?.kind === 'lose answer') {
      resetConnection(response);
      return;
    }
    sendAnswer(response, {
      status: error ? (error === 'invalid_client' ? 401 : 400) : 200,
      headers: {
        'content-type': 'application/json;charset=UTF-8',
        'cache-control': 'no-store',
        pragma: 'no-cache',
      },
      body: JSON.stringify(body),
    });
  };
}

function problem(
  { method, headers }: FetchTokenOptions,
  isForm: boolean,
  form: URLSearchParams,
  application: Application,
): [error: string, description: string] | undefined {
  const invalid =
    'The request is missing a required parameter, includes an invalid parameter value, includes a parameter more than once, or is otherwise malformed.';
  if (method !== 'POST') return ['invalid_request', `${invalid} HTTP method is '${method}', expected 'POST'.`];
  if (!isForm) return ['invalid_request', `${invalid} Unable to parse the HTTP body, it must be a form.`];
  if (!form.get('grant_type')) return ['invalid_request', `${invalid} Request parameter 'grant_type' is missing.`];
  const unauthenticated = clientAuthenticationProblem(headers.authorization, form, application);
  if (unauthenticated) return ['invalid_client', unauthenticated];
  if (form.get('grant_type') !== 'client_credentials') {
    return ['unsupported_grant_type', 'The authorization grant type is not supported by the authorization server.'];
  }
  const unknownScope = scopes(form).find((scope) => scope !== 'api');
  if (unknownScope !== undefined) {
    return [
      'invalid_scope',
      `The requested scope is invalid, unknown, or malformed. The OAuth 2.0 Client is not allowed to request scope '${unknownScope}'.`,
    ];
  }
  return undefined;
}

function issue(form: URLSearchParams, { tokens, lifetimeSeconds }: TokenEndpointParts) {
  const scope = scopes(form).join(' ');
  return {
    access_token: tokens.issue(scope, lifetimeSeconds()),
    expires_in: Math.floor(lifetimeSeconds()),
    scope,
    token_type: 'bearer',
  };
}

function scopes(form: URLSearchParams): string[] {
  return (form.get('scope') ?? '').split(' ').filter(Boolean);
}
