import { createTokenRefresher } from '@token-refresher/core';
import { createFakeClock, misbehave, startLocalApi } from '@token-refresher/test-support';
import { expect, onTestFinished, test } from 'vitest';
import { stormSource } from '../storm/driver/storm-source.ts';
import { apps } from './apps.ts';
import type { ClientApp } from './client-app.ts';

const shown = { viewer: 'viewer' };

async function started(app: ClientApp) {
  const clock = createFakeClock();
  const api = await startLocalApi({ now: clock.now, tokenLifetimeSeconds: 3600 });
  onTestFinished(() => api.close());
  const { url, live } = api;
  const source = stormSource(api, clock, fetch);
  const tokens = createTokenRefresher(source, { clock, origins: [api.origin, new URL(live.url).origin] });
  const running = await app.start({ url, liveUrl: live.url, tokens });
  onTestFinished(() => running.stop?.());
  return { api, clock, running };
}

test.each([...apps])('$name goes on when its token expires', async (app) => {
  const { api, clock, running } = await started(app);
  expect(await running.show()).toEqual(shown);
  await clock.advance(3_600_000);
  expect(await running.show()).toEqual(shown);
  expect(api.tokenRequests).toHaveLength(2);
  expect(api.graphqlRequests.filter(({ status }) => status !== 200)).toEqual([]);
});

test.each([...apps])('$name goes on when its token is revoked', async (app) => {
  const { api, running } = await started(app);
  expect(await running.show()).toEqual(shown);
  api.revokeAll();
  expect(await running.show()).toEqual(shown);
  expect(api.tokenRequests).toHaveLength(2);
  const refused = (each: { outcome: string }) => each.outcome === 'refused';
  // A WebSocket of the runtime does not tell a refusal from a lost connection, which is tried again.
  if (app.by === 'graphql-ws') expect(api.live.connects.some(refused)).toBe(true);
  else expect(api.graphqlRequests.map(refused)).toEqual([false, true, false]);
});

test.each([...apps])('$name shows that there is no token, and goes on when there is one', async (app) => {
  const { api, clock, running } = await started(app);
  api.tokenEndpointRespondsWith(misbehave.oauthError(401, 'invalid_client'));
  await expect(running.show()).rejects.toBeDefined();
  expect(api.graphqlRequests).toEqual([]);
  api.tokenEndpointRespondsWith(null);
  await clock.advance(60_000);
  expect(await running.show()).toEqual(shown);
});
