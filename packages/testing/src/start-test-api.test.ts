import { createAuthorizedFetch, createTokenRefresher, type FetchToken } from '@token-refresher/core';
import { expect, onTestFinished, test } from 'vitest';
import { faults, type RunningTestApi, type StartTestApiOptions, startTestApi } from './index.ts';

async function started(options?: StartTestApiOptions): Promise<RunningTestApi> {
  const api = await startTestApi(options);
  onTestFinished(() => api.close());
  return api;
}

/** As `clientCredentials` of the server package asks. */
const source =
  ({ credentials }: RunningTestApi): FetchToken =>
  async ({ signal }) => {
    const { tokenEndpoint, clientId, clientSecret } = credentials;
    const form = { grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret };
    const response = await fetch(tokenEndpoint, { method: 'POST', body: new URLSearchParams(form), signal });
    const { access_token, expires_in } = (await response.json()) as { access_token: string; expires_in: number };
    return { value: access_token, expiresAt: Date.now() + expires_in * 1000 };
  };

const refresh = (api: RunningTestApi, form: Record<string, string>) =>
  fetch(api.tokenEndpoint, {
    method: 'POST',
    body: new URLSearchParams({ client_id: api.clientId, client_secret: api.clientSecret, ...form }),
  });

test.each<[string, (api: RunningTestApi) => unknown, string]>([
  [
    'a misspelt option of a fault',
    (api) => api.tokenEndpointRespondsWith(faults.status(503), { time: 2 } as object),
    'tokenEndpointRespondsWith: option "time" is not known; known are: times.',
  ],
  [
    'times that are none',
    (api) => api.apiRespondsWith(faults.status(503), { times: '2' as unknown as number }),
    'apiRespondsWith: option "times" must be a number of requests.',
  ],
  [
    'a lifetime that is none',
    (api) => api.setTokenLifetime('60' as unknown as number),
    'setTokenLifetime: option "seconds" must be a number of seconds, 0 or more.',
  ],
  [
    'a lifetime that is over',
    (api) => api.setTokenLifetime(-5),
    'setTokenLifetime: option "seconds" must be a number of seconds, 0 or more.',
  ],
  [
    'a misspelt option of a token',
    (api) => api.issueToken({ lifetime: 60 } as object),
    'issueToken: option "lifetime" is not known; known are: scope, lifetimeSeconds.',
  ],
  [
    'a life that is none',
    (api) => api.issueToken({ lifetimeSeconds: Number.NaN }),
    'issueToken: option "lifetimeSeconds" must be a number of seconds.',
  ],
])('%s is a TypeError that names it', async (_name, act, message) => {
  const api = await started();
  expect(() => act(api)).toThrow(new TypeError(message));
});

test('a token may be issued that has expired already; a token response cannot say that', async () => {
  const api = await started();
  expect(api.problemWith(api.issueToken({ lifetimeSeconds: -5 }))).toBe('expired');
  expect(() => api.setTokenLifetime(-5)).toThrow(TypeError);
  const form = { grant_type: 'client_credentials' };
  expect(await (await refresh(api, form)).json()).toMatchObject({ expires_in: 3600 });
});

test('a revoked token is replaced and the request sent again, which the log shows', async () => {
  const api = await started({ respond: () => ({ data: { viewer: 'Ada' } }) });
  const authorizedFetch = createAuthorizedFetch(createTokenRefresher(source(api)), { origins: [api.origin] });
  const ask = async () =>
    (await authorizedFetch(api.url, { method: 'POST', body: '{"query":"query Q { viewer }"}' })).json();
  await ask();
  api.revoke();
  expect(await ask()).toEqual({ data: { viewer: 'Ada' } });
  expect(api.apiRequests.map(({ status, outcome, reason }) => [status, outcome, reason])).toEqual([
    [200, 'answered', undefined],
    [401, 'refused', 'revoked'],
    [200, 'answered', undefined],
  ]);
  expect(api.apiRequests[0]).toMatchObject({ operationName: 'Q', token: api.issuedTokens[0] });
  expect(api.tokenRequests.map(({ outcome }) => outcome)).toEqual(['issued', 'issued']);
});

test('without options it answers with empty data, and every path is the API', async () => {
  const api = await started();
  const headers = { authorization: `Bearer ${api.issueToken()}` };
  expect(await (await fetch(api.url, { headers })).json()).toEqual({ data: {} });
  expect(await (await fetch(`${api.origin}/v2/things?page=2`, { headers })).json()).toEqual({ data: {} });
  expect((await fetch(`${api.origin}/v2/things`)).status).toBe(401);
  expect(api.apiRequests.map(({ url }) => url)).toEqual(['/graphql', '/v2/things?page=2', '/v2/things']);
});

test('a response of its own goes out as it is, cookies included', async () => {
  const headers = new Headers([
    ['set-cookie', 'a=1'],
    ['set-cookie', 'b=2'],
  ]);
  const api = await started({
    respond: async (_, request) => new Response(`you sent ${await request.text()}`, { status: 418, headers }),
  });
  const response = await fetch(api.url, {
    method: 'POST',
    body: 'tea',
    headers: { authorization: `Bearer ${api.issueToken()}` },
  });
  expect([response.status, await response.text(), response.headers.getSetCookie()]).toEqual([
    418,
    'you sent tea',
    ['a=1', 'b=2'],
  ]);
});

test('it says Unauthorized as the application knows it', async () => {
  const api = await started();
  api.refuseWith({ status: 440, headers: { 'content-type': 'text/x' }, body: 'Login Time-out' });
  const own = await fetch(api.url);
  expect([own.status, own.headers.get('content-type'), await own.text()]).toEqual([440, 'text/x', 'Login Time-out']);
  api.refuseWith('200 JSON message');
  expect(await (await fetch(api.url)).json()).toEqual({ message: 'Unauthorized' });
});

test('a scope is demanded and is among the credentials; without one any is granted', async () => {
  const strict = await started({ scope: 'read write' });
  expect(strict.credentials).toMatchObject({ scope: 'read write' });
  expect(strict.problemWith(strict.issueToken({ scope: 'read' }))).toBe('lacks scope');
  expect(strict.problemWith(strict.issueToken())).toBeUndefined();
  const form = { grant_type: 'client_credentials', scope: 'admin' };
  expect(await (await refresh(strict, form)).json()).toMatchObject({ error: 'invalid_scope' });
  const open = await started();
  expect(open.credentials).not.toHaveProperty('scope');
  expect(await (await refresh(open, form)).json()).toMatchObject({ scope: 'admin' });
});

test('a refresh token works once, is replaced by another, and ends with a revocation', async () => {
  const api = await started({ scope: 'read' });
  const use = async (refresh_token: string) =>
    (await refresh(api, { grant_type: 'refresh_token', refresh_token })).json();
  const first = api.issueRefreshToken();
  const response = await use(first);
  expect(response).toMatchObject({ scope: 'read', refresh_token: expect.stringMatching(/^ory_rt_/) });
  expect(api.problemWith(response.access_token)).toBeUndefined();
  expect(await use(first)).toMatchObject({ error: 'invalid_grant' });
  const next = await use(response.refresh_token);
  expect(() => api.revoke(next.refresh_token)).toThrow('This API has not issued that access token.');
  api.revoke();
  expect(await use(next.refresh_token)).toMatchObject({ error: 'invalid_grant' });
});

test('the application may bring its own credentials', async () => {
  const api = await started({ clientId: 'id', clientSecret: 's&c' });
  expect(api.credentials).toEqual({ tokenEndpoint: api.tokenEndpoint, clientId: 'id', clientSecret: 's&c' });
  expect((await refresh(api, { grant_type: 'client_credentials' })).status).toBe(200);
  api.deleteClient();
  expect((await refresh(api, { grant_type: 'client_credentials' })).status).toBe(401);
});

test('pages of any origin may call it', async () => {
  const api = await started();
  const preflight = await fetch(api.url, { method: 'OPTIONS' });
  expect([preflight.status, preflight.headers.get('access-control-allow-headers')]).toEqual([204, 'authorization, *']);
  expect((await fetch(api.url)).headers.get('access-control-allow-origin')).toBe('*');
  api.apiRespondsWith(faults.reset());
  await expect(fetch(api.url)).rejects.toThrow();
});

test('an error in respond is a 500 that says so', async () => {
  const api = await started({
    respond: () => {
      throw new Error('no such thing');
    },
  });
  const response = await fetch(api.url, { headers: { authorization: `Bearer ${api.issueToken()}` } });
  expect([response.status, await response.text()]).toEqual([500, 'The test API failed: Error: no such thing']);
});

test.each([
  ['{"query":"{ query name }"}', undefined],
  ['{"query":"fragment F on T { a(b: \\"{ query X\\") } # query Y\\nsubscription S { a }"}', 'S'],
  ['{"query":"query A { a } query B { b }","operationName":"B"}', 'B'],
  ['no JSON', undefined],
])('the operation of %s is called %s', async (body, name) => {
  const api = await started();
  await fetch(api.url, { method: 'POST', body });
  expect(api.apiRequests[0]?.operationName).toBe(name);
});

test.each([
  [{ respnd: 1 }, 'startTestApi: option "respnd" is not known'],
  [{ respond: {} }, 'startTestApi: option "respond" must be a function'],
  [{ tokenLifetimeSeconds: -1 }, 'startTestApi: option "tokenLifetimeSeconds" must be a number of seconds, 0 or more'],
  [
    { tokenLifetimeSeconds: '60' },
    'startTestApi: option "tokenLifetimeSeconds" must be a number of seconds, 0 or more',
  ],
  [{ clientAuthentication: 'private_key_jwt' }, 'startTestApi: option "clientAuthentication" must be'],
  [{ clock: {} }, 'startTestApi: option "clock" must have a function now()'],
  [{ scope: ['a'] }, 'startTestApi: option "scope" must be a string'],
])('options that cannot be used are an error: %j', async (options, message) => {
  await expect(startTestApi(options as StartTestApiOptions)).rejects.toThrow(message);
});

test('its address survives a restart when the port is named; a token of before is unknown then', async () => {
  const before = await startTestApi();
  const port = Number(new URL(before.origin).port);
  const token = before.issueToken();
  await before.close();
  const api = await started({ port });
  expect([api.url, api.tokenEndpoint]).toEqual([before.url, before.tokenEndpoint]);
  expect((await fetch(api.url, { headers: { authorization: `Bearer ${token}` } })).status).toBe(401);
});

test('a port that is taken is an error that names it', async () => {
  const port = Number(new URL((await started()).origin).port);
  await expect(startTestApi({ port })).rejects.toThrow(
    `startTestApi: port ${port} is taken; choose another, or 0 for a free one.`,
  );
});

test.each([-1, 1.5, 65_536, Number.NaN, '4000'])('port %j is a TypeError that says what it must be', async (port) => {
  const got = startTestApi({ port: port as number });
  await expect(got).rejects.toThrow(TypeError);
  await expect(got).rejects.toThrow('option "port" must be a port number from 0 to 65535; 0 takes a free one');
});
