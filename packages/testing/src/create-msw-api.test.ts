import { createAuthorizedFetch, createTokenRefresher, type FetchToken } from '@token-refresher/core';
import { http } from 'msw';
import { setupServer } from 'msw/node';
import { expect, onTestFinished, test } from 'vitest';
import { createGate, createMswApi, faults, type MswApiOptions } from './msw.ts';

const url = 'https://api.example.com/graphql';
const tokenEndpoint = 'https://auth.example.com/oauth2/token';

function mocked(options: Partial<MswApiOptions> = {}) {
  const api = createMswApi(http, { url, tokenEndpoint, ...options });
  const server = setupServer(...api.handlers);
  server.listen();
  onTestFinished(() => server.close());
  return api;
}

const fetchToken =
  (client_id: string, client_secret: string): FetchToken =>
  async ({ signal }) => {
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id, client_secret });
    const response = await fetch(tokenEndpoint, { method: 'POST', body: form, signal });
    if (!response.ok) throw new Error(`HTTP ${response.status}`);
    const { access_token } = (await response.json()) as { access_token: string };
    return { value: access_token };
  };

test('an application whose addresses are fixed gets, loses and replaces a token', async () => {
  const api = mocked({ respond: ({ operationName }) => ({ data: { asked: operationName } }) });
  const tokens = createTokenRefresher(fetchToken(api.clientId, api.clientSecret), { origins: [new URL(url).origin] });
  const authorizedFetch = createAuthorizedFetch(tokens);
  const ask = async () => (await authorizedFetch(url, { method: 'POST', body: '{"query":"query Q { a }"}' })).json();
  expect(await ask()).toEqual({ data: { asked: 'Q' } });
  api.expire();
  expect(await ask()).toEqual({ data: { asked: 'Q' } });
  expect(api.apiRequests.map(({ status }) => status)).toEqual([200, 401, 200]);
  expect(api.tokenRequests).toHaveLength(2);
});

test.each(['reset', 'cutOff', 'loseResponse'] as const)('%s is a network error', async (name) => {
  const api = mocked();
  api.apiRespondsWith(faults[name]());
  const headers = { authorization: `Bearer ${api.issueToken()}` };
  await expect(fetch(url, { headers }).then((response) => response.text())).rejects.toThrow();
  expect(api.apiRequests[0]).toMatchObject({ abortedByClient: false });
});

test('what is held is answered when the gate opens; what hangs ends when the client leaves', async () => {
  const api = mocked();
  const gate = createGate();
  api.tokenEndpointRespondsWith(faults.hold(gate), { times: 1 });
  const held = fetch(tokenEndpoint, { method: 'POST' });
  await gate.waitFor(1);
  gate.release();
  expect((await held).status).toBe(400);

  api.tokenEndpointRespondsWith(faults.hang());
  const leave = new AbortController();
  const hanging = fetch(tokenEndpoint, { method: 'POST', signal: leave.signal });
  await api.tokenRequestsReached(2);
  leave.abort();
  await expect(hanging).rejects.toThrow('aborted');
});

test('an address may be a pattern, for an API of many paths', async () => {
  const api = mocked({ url: 'https://api.example.com/*' });
  const headers = { authorization: `Bearer ${api.issueToken()}` };
  expect((await fetch('https://api.example.com/v1/things', { headers })).status).toBe(200);
});

test.each([
  [{}, 'createMswApi: option "url" must be an absolute URL'],
  [{ url: '/graphql', tokenEndpoint }, 'createMswApi: option "url" must be an absolute URL'],
  [
    { url, tokenEndpont: tokenEndpoint },
    'createMswApi: option "tokenEndpont" is not known; known are: url, tokenEndpoint',
  ],
])('options that cannot be used are an error: %j', (options, message) => {
  expect(() => createMswApi(http, options as MswApiOptions)).toThrow(message);
});
