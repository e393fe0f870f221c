import {
  brokerToken,
  createAuthorizedFetch,
  createTokenRefresher,
  type FetchToken,
  TokenRequestError,
} from '@token-refresher/core';
import { clientCredentials, createTokenBroker, refreshToken } from '@token-refresher/server';
import { createTestClock, startTestApi } from '@token-refresher/testing';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { nodeHosts } from './node-hosts.ts';

type Api = Awaited<ReturnType<typeof startTestApi>>;

interface SceneOptions {
  /** What the broker's refresher gets its tokens by. */
  readonly upstream?: (api: Api) => FetchToken;
  readonly authorize: () => boolean;
  readonly allowGuests?: boolean;
}

/** A page whose broker is behind real sockets: what an operation of it ends with. */
async function openPage({ upstream, authorize, allowGuests }: SceneOptions) {
  const api = await startTestApi({ respond: () => ({ data: { viewer: 'Ada' } }) });
  onTestFinished(() => api.close());
  const clock = createTestClock();
  const behind = createTokenRefresher(upstream?.(api) ?? clientCredentials(api.credentials), { clock });
  const url = `${await nodeHosts[0]?.serve(createTokenBroker({ tokens: behind, authorize, clock }))}`;
  const tokens = createTokenRefresher(brokerToken(url, { allowGuests }), { clock, origins: [api.origin] });
  for (const each of [behind, tokens]) onTestFinished(() => each.close());
  const failures: { readonly code: string; readonly permanent: boolean }[] = [];
  tokens.subscribe((event) => {
    if (event.type === 'refresh-failed') failures.push({ code: event.code, permanent: event.permanent });
  });
  const authorizedFetch = createAuthorizedFetch(tokens);
  const operate = async () => {
    const headers = { 'content-type': 'application/json' };
    try {
      const response = await authorizedFetch(api.url, { method: 'POST', headers, body: '{"query":"{ viewer }"}' });
      await response.body?.cancel();
      return response.status;
    } catch (error) {
      return TokenRequestError.is(error) ? error.code : error;
    }
  };
  const ask = () => fetch(url, { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
  return { operate, ask, failures, clock };
}

test('when `authorize` says no, the operation ends with `access_denied`, and not as a guest', async () => {
  const { operate, failures } = await openPage({ authorize: () => false });
  expect(await operate()).toBe('access_denied');
  expect(failures).toEqual([{ code: 'access_denied', permanent: true }]);
});

test('with `allowGuests` it gets what the API says to a guest', async () => {
  const { operate, failures } = await openPage({ authorize: () => false, allowGuests: true });
  expect(await operate()).toBe(401);
  expect(failures[0]).toEqual({ code: 'signed_out', permanent: true });
});

describe('when the refresh token behind the broker is over', () => {
  const store = new Map<string, string>();
  beforeEach(() => void store.set('session', 'used'));
  const upstream = ({ credentials, tokenEndpoint }: Api) =>
    refreshToken({
      ...credentials,
      tokenEndpoint,
      load: () => store.get('session'),
      save: (value) => void (value === undefined ? store.delete('session') : store.set('session', value)),
      fetch: async () => Response.json({ error: 'invalid_grant' }, { status: 400 }),
    });

  test('an `authorize` that does not go by it tells pages of a fault of the server', async () => {
    const { operate, ask, failures } = await openPage({ upstream, authorize: () => true, allowGuests: true });
    expect(await operate()).toBe('server_error');
    expect(failures).toEqual([{ code: 'server_error', permanent: true }]);
    const response = await ask();
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ error: 'server_error', permanent: true });
  });

  test('one that looks for it says no to whoever asks next', async () => {
    const { operate, failures, clock } = await openPage({ upstream, authorize: () => store.has('session') });
    expect(await operate()).toBe('server_error');
    await clock.advance(60_000);
    expect(await operate()).toBe('access_denied');
    expect(failures.map(({ code }) => code)).toEqual(['server_error', 'access_denied']);
  });
});
