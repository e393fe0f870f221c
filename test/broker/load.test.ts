import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { brokerToken, createTokenRefresher } from '@token-refresher/core';
import { clientCredentials, createTokenBroker, type PageEvent } from '@token-refresher/server';
import { createGate, type LocalApi, misbehave, startLocalApi } from '@token-refresher/test-support';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';

let api: LocalApi;
let events: PageEvent[];
beforeEach(async () => {
  api = await startLocalApi();
  events = [];
});
afterEach(() => api.close());

/** A broker behind Node's own server. */
async function startBroker(): Promise<string> {
  const { tokenEndpoint, clientId, clientSecret } = api;
  const tokens = createTokenRefresher(clientCredentials({ tokenEndpoint, clientId, clientSecret, scope: 'api' }));
  const broker = createTokenBroker({ tokens, authorize: () => true, onEvent: (event) => events.push(event) });
  const server = createServer(getRequestListener(broker)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  onTestFinished(async () => {
    tokens.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/token`;
}

/** A page: a refresher of its own, as the page's script makes it, with a time limit that a slow machine does not reach. */
function openPage(url: string) {
  const tokens = createTokenRefresher(brokerToken(url), { timeoutMs: 900_000 });
  onTestFinished(() => tokens.close());
  return tokens;
}

test('1000 pages that load at once, over real connections, cost one token request', async () => {
  const url = await startBroker();
  const gate = createGate();
  api.tokenEndpointRespondsWith(misbehave.hold(gate));
  const pages = Array.from({ length: 1000 }, () => openPage(url));
  const tokens = pages.map((page) => page.getToken());
  await api.tokenRequestsReached(1);
  gate.release();
  const values = (await Promise.all(tokens)).map(({ value }) => value);
  expect(new Set(values)).toEqual(new Set(api.issuedTokens));
  expect(events.filter(({ type }) => type === 'answered')).toHaveLength(1000);
  expect(api.tokenRequests).toHaveLength(1);
}, 280_000);

test('200 pages whose token is revoked cost one token request more', async () => {
  const url = await startBroker();
  const pages = Array.from({ length: 200 }, () => openPage(url));
  const [dead = ''] = (await Promise.all(pages.map((page) => page.getToken()))).map(({ value }) => value);
  api.revokeAll();
  for (const page of pages) page.invalidate(dead);
  const values = (await Promise.all(pages.map((page) => page.getToken()))).map(({ value }) => value);
  expect(new Set(values)).toEqual(new Set([api.issuedTokens[1]]));
  expect(api.tokenRequests).toHaveLength(2);
});

test.each([
  ['is down', () => api.tokenEndpointRespondsWith(misbehave.status(500)), 'server_error', false],
  ['asks to wait', () => api.tokenEndpointRespondsWith(misbehave.tooManyRequests(30)), 'rate_limited', false],
  ['sends a page', () => api.tokenEndpointRespondsWith(misbehave.html()), 'unexpected_response', true],
  ['has forgotten the application', () => api.deleteApplication(), 'invalid_client', true],
])(
  'a token endpoint that %s is 503 for the page, and its own code on the server',
  async (_name, happen, code, permanent) => {
    const url = await startBroker();
    happen();
    const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' });
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    const text = await response.text();
    const error_description = expect.any(String);
    const told = permanent ? { error: 'server_error', permanent } : { error: 'temporarily_unavailable' };
    expect(JSON.parse(text)).toEqual({ ...told, error_description });
    for (const secret of [api.clientId, api.clientSecret, `"${code}"`, api.tokenEndpoint, 'Hydra']) {
      expect(text).not.toContain(secret);
    }
    expect(events).toMatchObject([{ type: 'failed', status: 503, reason: 'token', error: { code } }]);
    const { signal } = new AbortController();
    const error = await brokerToken(url)({ signal }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: told.error, permanent, retryAt: expect.any(Number) });
  },
);

test('a wrong secret behind the broker costs a page one request, and no time', async () => {
  const url = await startBroker();
  api.deleteApplication();
  const page = openPage(url);
  await expect(page.getToken()).rejects.toMatchObject({ code: 'server_error', permanent: true });
  expect(events).toMatchObject([{ type: 'failed', error: { code: 'invalid_client' } }]);
});
