import { createTestClock as createFakeClock } from '@token-refresher/testing';
import { expect, test } from 'vitest';
import { localApi, query, requestToken } from './testing/local-api.ts';

test('a correct request is answered as Bitquery documents it', async () => {
  const api = await localApi();
  const response = await requestToken(api);
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('content-type')).toBe('application/json;charset=UTF-8');
  const text = await response.text();
  expect(text).toMatch(
    /^\{"access_token":"ory_at_[\w-]{43}\.[\w-]{43}","expires_in":17999,"scope":"api","token_type":"bearer"\}$/,
  );
  expect((await query(api, '{ viewer }', JSON.parse(text).access_token)).status).toBe(200);
});

test('what was asked is logged with its outcome', async () => {
  const api = await localApi();
  await requestToken(api);
  await requestToken(api, { scope: 'admin' });
  expect(api.tokenRequests.map(({ method, outcome }) => [method, outcome])).toEqual([
    ['POST', 'issued'],
    ['POST', 'invalid_scope'],
  ]);
  const [first] = api.tokenRequests;
  expect(first?.parameters).toEqual({
    grant_type: 'client_credentials',
    client_id: api.clientId,
    client_secret: api.clientSecret,
    scope: 'api',
  });
  await first?.finished;
  expect(first?.status).toBe(200);
  api.resetLog();
  expect(api.tokenRequests).toEqual([]);
});

test('the secret needs percent-encoding and belongs to this server alone', async () => {
  const [one, other] = [await localApi(), await localApi()];
  expect(encodeURIComponent(one.clientSecret)).not.toBe(one.clientSecret);
  expect(one.clientSecret).not.toBe(other.clientSecret);
  const body = `grant_type=client_credentials&client_id=${one.clientId}&client_secret=${one.clientSecret}&scope=api`;
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  expect((await fetch(one.tokenEndpoint, { method: 'POST', headers, body })).status).toBe(401);
});

test('an unknown client and a wrong secret cannot be told apart', async () => {
  const api = await localApi();
  const unknown = await requestToken(api, { client_id: 'nobody' });
  const wrong = await requestToken(api, { client_secret: 'wrong' });
  expect([unknown.status, wrong.status]).toEqual([401, 401]);
  expect(unknown.headers.get('www-authenticate')).toBeNull();
  const body = await unknown.json();
  expect(body.error).toBe('invalid_client');
  expect(await wrong.json()).toEqual(body);
});

test('HTTP Basic is refused with a hint when the form method is registered', async () => {
  const api = await localApi();
  const headers = { authorization: `Basic ${btoa(`${api.clientId}:${encodeURIComponent(api.clientSecret)}`)}` };
  const basic = await requestToken(api, { client_id: undefined, client_secret: undefined }, { headers });
  const both = await requestToken(api, {}, { headers });
  expect([basic.status, both.status]).toEqual([401, 401]);
  expect(await basic.json()).toMatchObject({
    error: 'invalid_client',
    error_description: expect.stringContaining("method 'client_secret_post', but method 'client_secret_basic'"),
  });
  expect(await both.json()).toMatchObject({ error: 'invalid_client' });
});

test('HTTP Basic works when it is registered, and the form then does not', async () => {
  const api = await localApi({ clientAuthentication: 'client_secret_basic' });
  const headers = { authorization: `Basic ${btoa(`${api.clientId}:${encodeURIComponent(api.clientSecret)}`)}` };
  const basic = await requestToken(api, { client_id: undefined, client_secret: undefined }, { headers });
  expect(basic.status).toBe(200);
  expect(await (await requestToken(api)).json()).toMatchObject({ error: 'invalid_client' });
});

test.each([
  ['a JSON body', {}, { headers: { 'content-type': 'application/json' }, body: '{}' }, 'invalid_request'],
  ['a missing grant type', { grant_type: undefined }, {}, 'invalid_request'],
  ['another grant type', { grant_type: 'password' }, {}, 'unsupported_grant_type'],
  ['a scope the application lacks', { scope: 'api admin' }, {}, 'invalid_scope'],
])('%s is answered by 400', async (_, form, init, error) => {
  const api = await localApi();
  const response = await requestToken(api, form, init);
  expect([response.status, (await response.json()).error]).toEqual([400, error]);
});

test('GET is an invalid request', async () => {
  const api = await localApi();
  const response = await fetch(api.tokenEndpoint);
  expect([response.status, (await response.json()).error]).toEqual([400, 'invalid_request']);
});

test('without a scope there is a token, which the API refuses', async () => {
  const api = await localApi();
  const token = await (await requestToken(api, { scope: undefined })).json();
  expect(token.scope).toBe('');
  expect((await query(api, '{ viewer }', token.access_token)).status).toBe(401);
  expect(api.graphqlRequests[0]?.reason).toBe('lacks scope');
});

test('a token dies at the end of its lifetime, by the clock that was handed in', async () => {
  const clock = createFakeClock();
  const api = await localApi({ tokenLifetimeSeconds: 60, now: clock.now });
  const old = api.issueToken();
  api.setTokenLifetime(120);
  const token = await (await requestToken(api)).json();
  expect(token.expires_in).toBe(120);
  await clock.advance(59_999);
  expect(api.problemWith(old)).toBeUndefined();
  await clock.advance(1);
  expect(api.problemWith(old)).toBe('expired');
  expect(api.problemWith(token.access_token)).toBeUndefined();
});

test('a deleted application gets no token, and its tokens are dead', async () => {
  const api = await localApi();
  const token = api.issueToken();
  api.deleteApplication();
  expect(await (await requestToken(api)).json()).toMatchObject({ error: 'invalid_client' });
  expect((await query(api, '{ viewer }', token)).status).toBe(401);
});
