import { type AccessToken, outOfCaches, readBoundedText } from '@token-refresher/core';
import { allowInsecureRequests, customFetch, genericTokenEndpointRequest } from 'oauth4webapi';
import { readEndpointResponse } from '../token-endpoint/endpoint-response.ts';
import { networkFailure } from '../token-endpoint/network-failure.ts';
import type { EndpointSettings } from './endpoint-settings.ts';
import type { FormParameter } from './parameters.ts';

/** A token response has some hundred bytes, with a large JWT some thousand. */
const maxResponseBytes = 65_536;

/** One token request. */
export interface TokenRequest {
  readonly grantType: string;
  /** Without the grant type, the scope and what authenticates the client. */
  readonly parameters: readonly FormParameter[];
  readonly signal?: AbortSignal;
}

/** What a token request has led to. */
export interface Grant {
  /** @throws TokenRequestError when the response has no token that can be used. */
  takeToken(): AccessToken;
  /** The next refresh token, if the server has sent one (RFC 6749 section 5.1). */
  readonly refreshToken: string | undefined;
}

/**
 * Makes one token request.
 *
 * @throws TokenRequestError; the signal's reason when the request was aborted.
 */
export async function requestToken(
  settings: EndpointSettings,
  { grantType, parameters, signal }: TokenRequest,
): Promise<Grant> {
  signal?.throwIfAborted();
  const { endpoint, client, clientId, scope, headers, onTokenResponse } = settings;
  const { authenticate, secrets } = await client.prepare(settings.ask);
  const context = settings.contextOf(parameters, secrets);
  const form = new URLSearchParams(parameters.map(([name, value]) => [name, value]));
  if (scope !== undefined) form.set('scope', scope);
  // oauth4webapi uses the issuer as the audience of a signed assertion, and for nothing else here.
  const server = { issuer: client.issuer ?? endpoint.href, token_endpoint: endpoint.href };
  const transport = {
    // Not a plain object: oauth4webapi takes it for Headers in edge runtimes whose classes have no names.
    headers: new Headers(headers),
    // Plain http is let through on this machine and to named hosts only, see checkTokenEndpoint.
    [allowInsecureRequests]: true,
    [customFetch]: (url: string, init: RequestInit) =>
      (settings.fetch ?? globalThis.fetch)(url, { ...init, ...outOfCaches() }),
    ...(signal && { signal }),
  };
  signal?.throwIfAborted();
  const sentAt = Date.now();
  let response: Response;
  let body: string | undefined;
  try {
    const asking = { client_id: clientId ?? 'none', ...client.metadata };
    response = await genericTokenEndpointRequest(server, asking, authenticate, grantType, form, transport);
    body = await readBoundedText(response, maxResponseBytes);
  } catch (error) {
    signal?.throwIfAborted();
    throw networkFailure(error, context);
  }
  const { json, outcome } = readEndpointResponse({ response, body, sentAt }, context);
  const { access_token: _, refresh_token: refreshToken, id_token: __, ...fields } = json;
  if ('token' in outcome) tell(onTokenResponse, fields);
  return {
    refreshToken: typeof refreshToken === 'string' && refreshToken !== '' ? refreshToken : undefined,
    takeToken() {
      if ('failure' in outcome) throw outcome.failure;
      return outcome.token;
    },
  };
}

function tell(listener: EndpointSettings['onTokenResponse'], fields: Readonly<Record<string, unknown>>): void {
  try {
    Promise.resolve(listener?.(fields)).catch(() => {});
  } catch {
    // Documented: what it throws is ignored.
  }
}
