import { mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { TokenRefresher } from '@token-refresher/core';
import { createGate, type Gate, type TestClock } from '@token-refresher/testing';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openOidcPage } from './oidc-page.ts';
import { readRecipes } from './read-recipes.ts';

const folder = join(import.meta.dirname, '.recipes');

interface Recipe {
  readonly tokens: TokenRefresher;
  readonly clock: TestClock;
}

/** In the name of each module, so that each test has a page of its own. */
let loaded = 0;

/** Runs a recipe with a clock that the test turns. */
async function load(heading: string): Promise<Recipe> {
  const code = readRecipes().get(heading) ?? '';
  const options = "origins: ['https://api.example.com']";
  expect(code.split(options)).toHaveLength(2);
  const onTestClock = `import { createTestClock } from '@token-refresher/testing';
export const clock = createTestClock();
${code.replace(options, `clock, ${options}`)}`;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `slow-${++loaded}-${heading.toLowerCase().replaceAll(/[^a-z\d]+/g, '-')}.ts`);
  writeFileSync(file, onTestClock);
  const recipe = (await import(file)) as Recipe;
  onTestFinished(() => recipe.tokens.close());
  return recipe;
}

/** A renewal that outlasts the time limit is under way at the gate: whoever asks gets what comes of that one. */
async function outlastTheLimit({ tokens, clock }: Recipe, gate: Gate): Promise<string> {
  const first = tokens.getToken().catch((error: unknown) => error);
  await gate.waitFor(1);
  // A request that hangs is given up after a third of the limit, and made again.
  await clock.advance(4_000);
  await clock.advance(6_000);
  expect(await first).toMatchObject({ code: 'timeout' });
  await clock.advance(1_000);
  const second = tokens.getToken();
  await clock.advance(0);
  gate.release();
  return (await second).value;
}

test('oidc-client-ts: a refresh token that serves once is presented once', async () => {
  const gate = createGate();
  const { asked } = await openOidcPage((path) => path === '/token' && gate.pass());
  const recipe = await load('oidc-client-ts');
  expect(await outlastTheLimit(recipe, gate)).not.toBe('expired');
  expect(asked.filter((path) => path === '/token')).toHaveLength(1);
});

test('oidc-client-ts: whoever signs in while a renewal is under way does not get the token of the user before', async () => {
  const gates = [createGate(), createGate()] as const;
  const responses: string[] = [];
  const { asked, signIn } = await openOidcPage(async (path, response) => {
    if (path !== '/token') return;
    const nth = responses.push('') - 1;
    responses[nth] = ((await response.clone().json()) as { access_token: string }).access_token;
    await gates[nth]?.pass();
  });
  const { tokens } = await load('oidc-client-ts');
  const first = tokens.getToken().catch((error: unknown) => error);
  await gates[0].waitFor(1);
  await signIn('expired, too');
  tokens.reset();
  const second = tokens.getToken();
  gates[0].release();
  gates[1].release();
  expect(await first).toMatchObject({ code: 'reset' });
  const { value } = await second;
  expect([responses.indexOf(value), responses.length]).toEqual([1, 2]);
  expect(asked.filter((path) => path === '/token')).toHaveLength(2);
});

test('a session in a cookie is renewed once', async () => {
  const gate = createGate();
  let renewals = 0;
  const server = createServer(async (_request, response) => {
    renewals++;
    await gate.pass();
    response.writeHead(204).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  });
  const real = globalThis.fetch;
  const { port } = server.address() as AddressInfo;
  vi.stubGlobal('fetch', ((_input, init) => real(`http://127.0.0.1:${port}`, init)) as typeof fetch);
  onTestFinished(() => void vi.unstubAllGlobals());
  const recipe = await load('A session in a cookie');
  const { value } = await recipe.tokens.getToken();
  recipe.tokens.invalidate(value);
  expect(await outlastTheLimit(recipe, gate)).not.toBe(value);
  expect(renewals).toBe(1);
});

test('next-auth: the server, which renews the session, is asked once', async () => {
  const gate = createGate();
  let asked = 0;
  vi.doMock('next-auth/react', () => ({
    async getSession() {
      asked++;
      await gate.pass();
      return { expires: '2099-01-01T00:00:00.000Z', accessToken: `token-${asked}` };
    },
  }));
  onTestFinished(() => void vi.doUnmock('next-auth/react'));
  const recipe = await load('next-auth');
  expect(await outlastTheLimit(recipe, gate)).toBe('token-1');
  expect(asked).toBe(1);
});

test('next-auth: whoever is there after a reset does not get the token of the user before', async () => {
  const gates = [createGate(), createGate()] as const;
  let user = 'ada';
  let asked = 0;
  vi.doMock('next-auth/react', () => ({
    async getSession() {
      // The cookie goes with the request.
      const accessToken = `token-of-${user}`;
      await gates[asked++]?.pass();
      return { expires: '2099-01-01T00:00:00.000Z', accessToken };
    },
  }));
  onTestFinished(() => void vi.doUnmock('next-auth/react'));
  const { tokens, clock } = await load('next-auth');
  const first = tokens.getToken().catch((error: unknown) => error);
  await gates[0].waitFor(1);
  user = 'bob';
  tokens.reset();
  const second = tokens.getToken().catch((error: unknown) => error);
  await clock.advance(0); // the source has been asked
  // The request of the user before ends, and whoever asks still joins the one that is under way.
  gates[0].release();
  expect(await first).toMatchObject({ code: 'reset' });
  await clock.advance(10_000);
  expect(await second).toMatchObject({ code: 'timeout' });
  await clock.advance(1_000);
  const third = tokens.getToken();
  await clock.advance(0);
  gates[1].release();
  expect((await third).value).toBe('token-of-bob');
  expect(asked).toBe(2);
});
