import { createTokenRefresher } from '@token-refresher/core';
import { clientCredentials, refreshToken, tokenRequest } from '@token-refresher/server';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { type AuthorizationServer, startAuthorizationServer } from './authorization-server.ts';

const { signal } = new AbortController();
const clientSecret = 'Aa0.~-_+%&=/:;?#@!*()';
const tokenExchange = 'urn:ietf:params:oauth:grant-type:token-exchange';

let server: AuthorizationServer;
beforeAll(async () => {
  const token_endpoint_auth_method = 'client_secret_post';
  const confidential = { client_secret: clientSecret, token_endpoint_auth_method } as const;
  const userApp = { grant_types: ['refresh_token', 'authorization_code'], scope: 'openid offline_access' };
  const redirect = { redirect_uris: ['https://app.example.com/'], response_types: ['code'] } as const;
  server = await startAuthorizationServer([
    { client_id: 'app', ...confidential, ...userApp, ...redirect },
    { client_id: 'public-app', token_endpoint_auth_method: 'none', ...userApp, ...redirect },
    { client_id: 'service', ...confidential, grant_types: ['client_credentials', tokenExchange] },
  ]);
});
afterAll(() => server[Symbol.asyncDispose]());

const isActive = async (token: string) => (await server.introspect(token, 'service', clientSecret)).active;

/** A session of a user, and where its refresh token is kept. */
async function signIn(clientId: string) {
  const store: { value: string | undefined; saves: number } = { value: await server.signIn(clientId), saves: 0 };
  const options = {
    tokenEndpoint: server.tokenEndpoint,
    clientId,
    load: () => store.value,
    save: (value: string | undefined) => {
      store.value = value;
      store.saves++;
    },
  };
  return { store, options };
}

test.each([
  ['a confidential client', 'app', { clientSecret }],
  ['a public client', 'public-app', { clientAuthentication: 'none' }],
] as const)('%s refreshes again and again, with a new refresh token each time', async (_name, clientId, proof) => {
  const { store, options } = await signIn(clientId);
  const fetchToken = refreshToken({ ...options, ...proof });
  const seen = new Set([store.value]);
  for (let time = 1; time <= 5; time++) {
    expect(await isActive((await fetchToken({ signal })).value)).toBe(true);
    seen.add(store.value);
  }
  expect([seen.size, store.saves]).toEqual([6, 5]);
});

test('1000 callers at once, and callers that leave at every moment, do not cost the session', async () => {
  const { store, options } = await signIn('app');
  const tokens = createTokenRefresher(refreshToken({ ...options, clientSecret }));
  onTestFinished(() => tokens.close());
  const values = await Promise.all(Array.from({ length: 1000 }, async () => (await tokens.getToken()).value));
  expect([new Set(values).size, store.saves]).toEqual([1, 1]);
  tokens.invalidate(values[0] ?? '');
  for (let turns = 0; turns < 60; turns++) {
    const controller = new AbortController();
    const waiting = tokens.getToken({ signal: controller.signal }).catch(() => {});
    for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
    controller.abort();
    await waiting;
  }
  expect(await isActive((await tokens.getToken()).value)).toBe(true);
  expect(store.saves).toBe(2);
});

test('a refresh token that was used before ends the session: signed out, and forgotten', async () => {
  const { store, options } = await signIn('app');
  const first = store.value;
  const fetchToken = refreshToken({ ...options, clientSecret });
  await fetchToken({ signal });
  store.value = first;
  await expect(fetchToken({ signal })).rejects.toMatchObject({ code: 'signed_out', cause: { code: 'invalid_grant' } });
  expect(store.value).toBeUndefined();
});

test('a token is exchanged for another one (RFC 8693)', async () => {
  const client = { tokenEndpoint: server.tokenEndpoint, clientId: 'service', clientSecret };
  const subject = clientCredentials({ ...client, scope: 'api' });
  const exchange = tokenRequest({
    ...client,
    parameters: async () => ({
      grant_type: tokenExchange,
      subject_token: (await subject({ signal })).value,
      subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    }),
  });
  const token = await exchange({ signal });
  expect(token).toMatchObject({ scope: 'api', expiresAt: expect.any(Number) });
  expect(await isActive(token.value)).toBe(true);
  const parameters = { grant_type: tokenExchange, subject_token: 'nobody', subject_token_type: 'x' };
  await expect(tokenRequest({ ...client, parameters })({ signal })).rejects.toMatchObject({ code: 'invalid_grant' });
});
