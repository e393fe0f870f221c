import { type FetchToken, readTokenResponse, TokenRequestError } from '@token-refresher/core';
import type { TestApi, TestClock } from '@token-refresher/testing';

/** Asks the token endpoint over HTTP; tokens expire by `clock`. */
export function stormSource(api: TestApi, clock: TestClock, send: typeof fetch): FetchToken {
  return async ({ signal }) => {
    const { tokenEndpoint, clientId: client_id, clientSecret: client_secret, scope = '' } = api.credentials;
    const body = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret, scope });
    const sentAt = clock.now();
    const response = await send(tokenEndpoint, { method: 'POST', body, signal });
    const json = JSON.parse(await response.text());
    if (json.error) throw new TokenRequestError(json.error, { code: json.error, permanent: true });
    const token = readTokenResponse(json, sentAt);
    if ('unusable' in token) throw new TokenRequestError(token.problem, { code: 'invalid_token_response' });
    return token;
  };
}
