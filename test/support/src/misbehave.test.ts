import { createGate, faults as misbehave } from '@token-refresher/testing';
import { expect, onTestFinished, test } from 'vitest';
import { startStranger } from './stranger.ts';
import { localApi, query, requestToken } from './testing/local-api.ts';

test('a held request waits until the gate is released, then is answered as usual', async () => {
  const api = await localApi();
  const gate = createGate();
  api.tokenEndpointRespondsWith(misbehave.hold(gate));
  const asked = requestToken(api);
  await gate.waitFor(1);
  expect(api.tokenRequests[0]?.outcome).toBe('pending');
  gate.release();
  expect((await asked).status).toBe(200);
});

test('a held GraphQL request is checked after the wait, so that old tokens can be refused late', async () => {
  const api = await localApi();
  const gate = createGate();
  api.graphqlRespondsWith(misbehave.hold(gate), { times: 1 });
  const token = api.issueToken();
  const held = query(api, '{ viewer }', token);
  await gate.waitFor(1);
  api.revoke(token);
  expect((await query(api, '{ viewer }')).status).toBe(200);
  gate.release();
  expect((await held).status).toBe(401);
});

test('a behaviour can be limited to the next requests', async () => {
  const api = await localApi();
  api.tokenEndpointRespondsWith(misbehave.status(503), { times: 2 });
  const statuses: number[] = [];
  for (let i = 0; i < 3; i++) statuses.push((await requestToken(api)).status);
  expect(statuses).toEqual([503, 503, 200]);
});

test('a behaviour can be chosen per request and taken back', async () => {
  const api = await localApi();
  api.graphqlRespondsWith((request) => (request.body.includes('echo') ? misbehave.status(500) : null));
  expect((await query(api, '{ viewer }')).status).toBe(200);
  expect((await query(api, '{ echo(text: "x") }')).status).toBe(500);
  api.graphqlRespondsWith(null);
  expect((await query(api, '{ echo(text: "x") }')).status).toBe(200);
});

test('a delayed request is answered as usual', async () => {
  const api = await localApi();
  api.tokenEndpointRespondsWith(misbehave.delay(1));
  expect((await requestToken(api)).status).toBe(200);
});

test('a hanging request ends only when the client leaves, and the log says so', async () => {
  const api = await localApi();
  api.tokenEndpointRespondsWith(misbehave.hang());
  const leave = new AbortController();
  const asked = requestToken(api, {}, { signal: leave.signal });
  await api.tokenRequestsReached(1);
  leave.abort();
  await expect(asked).rejects.toThrow('aborted');
  await api.tokenRequests[0]?.finished;
  expect(api.tokenRequests[0]).toMatchObject({ outcome: 'hang', abortedByClient: true, status: undefined });
});

test('a response can stop in the middle of its body', async () => {
  const api = await localApi();
  api.tokenEndpointRespondsWith(misbehave.hangInBody());
  const leave = new AbortController();
  const response = await requestToken(api, {}, { signal: leave.signal });
  expect(response.status).toBe(200);
  const body = response.text();
  leave.abort();
  await expect(body).rejects.toThrow('aborted');
});

test.each(['reset', 'cutOff', 'loseResponse'] as const)('%s is a network error', async (name) => {
  const api = await localApi();
  api.tokenEndpointRespondsWith(misbehave[name]());
  await expect(requestToken(api).then((response) => response.text())).rejects.toThrow();
  await api.tokenRequests[0]?.finished;
  expect(api.tokenRequests[0]?.abortedByClient).toBe(false);
  expect(api.issuedTokens).toHaveLength(name === 'loseResponse' ? 1 : 0);
});

test('a GraphQL response can be lost after the mutation was executed', async () => {
  const api = await localApi();
  api.graphqlRespondsWith(misbehave.loseResponse(), { times: 1 });
  await expect(query(api, 'mutation { count }')).rejects.toThrow();
  expect(api.executions.count).toBe(1);
});

test('429 carries Retry-After in seconds or as a date', async () => {
  const api = await localApi();
  api.tokenEndpointRespondsWith(misbehave.tooManyRequests(7));
  expect((await requestToken(api)).headers.get('retry-after')).toBe('7');
  api.tokenEndpointRespondsWith(misbehave.tooManyRequests(new Date('2030-01-01T00:00:00Z')));
  expect((await requestToken(api)).headers.get('retry-after')).toBe('Tue, 01 Jan 2030 00:00:00 GMT');
  api.graphqlRespondsWith(misbehave.tooManyRequests());
  const response = await query(api, '{ viewer }');
  expect([response.status, response.headers.get('retry-after')]).toEqual([429, null]);
});

test.each([
  [307, 'POST', true],
  [302, 'GET', false],
])('a redirect by %i shows what a careless client sends to a stranger', async (status, method, withSecret) => {
  const api = await localApi();
  const stranger = await startStranger();
  onTestFinished(() => stranger.close());
  api.tokenEndpointRespondsWith(misbehave.redirect(`${stranger.origin}/oauth2/token`, status));
  await requestToken(api);
  expect(stranger.requests.map((request) => [request.method, request.body.includes(api.clientId)])).toEqual([
    [method, withSecret],
  ]);
});

test('responses that are no token come as they were set', async () => {
  const api = await localApi();
  const ask = async () => {
    const response = await requestToken(api);
    return [response.status, await response.text()];
  };
  api.tokenEndpointRespondsWith(misbehave.html());
  expect(await ask()).toEqual([200, expect.stringContaining('<!doctype html>')]);
  api.tokenEndpointRespondsWith(misbehave.empty());
  expect(await ask()).toEqual([200, '']);
  api.tokenEndpointRespondsWith(misbehave.truncatedJson());
  expect(await ask()).toEqual([200, '{"access_token":"ory_at_']);
  api.tokenEndpointRespondsWith(misbehave.json({ access_token: 'x', token_type: 'mac' }));
  expect(await ask()).toEqual([200, '{"access_token":"x","token_type":"mac"}']);
  api.tokenEndpointRespondsWith(misbehave.json('{"expires_in":1e309}'));
  expect(await ask()).toEqual([200, '{"expires_in":1e309}']);
  api.tokenEndpointRespondsWith(misbehave.oauthError(503, 'temporarily_unavailable'));
  expect(await ask()).toEqual([503, expect.stringContaining('temporarily_unavailable')]);
  api.tokenEndpointRespondsWith({ kind: 'response', status: 418, headers: { 'x-tea': 'green' }, body: 'short' });
  expect(await ask()).toEqual([418, 'short']);
});
