import { onTestFinished } from 'vitest';
import type { LocalApi, LocalApiOptions } from '../local-api.ts';
import { startLocalApi } from '../start-local-api.ts';

/** An API that closes when the test ends. */
export async function localApi(options?: LocalApiOptions): Promise<LocalApi> {
  const api = await startLocalApi(options);
  onTestFinished(() => api.close());
  return api;
}

/** Asks the token endpoint; `form` overrides fields of a correct request, `undefined` leaves one out. */
export async function requestToken(
  api: LocalApi,
  form: Record<string, string | undefined> = {},
  init: RequestInit = {},
) {
  const fields = {
    grant_type: 'client_credentials',
    client_id: api.clientId,
    client_secret: api.clientSecret,
    scope: 'api',
    ...form,
  };
  const body = new URLSearchParams(
    Object.entries(fields).filter((field): field is [string, string] => field[1] !== undefined),
  );
  return fetch(api.tokenEndpoint, { method: 'POST', body, ...init });
}

/** Sends one GraphQL operation, or a batch, with a good token unless told. */
export async function query(api: LocalApi, body: string | object, token: string | null = api.issueToken()) {
  const operation = typeof body === 'string' ? { query: body } : body;
  return fetch(api.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(operation),
  });
}
