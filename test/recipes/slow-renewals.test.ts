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

/** Runs a recipe with a clock that the test turns. */
async function load(heading: string): Promise<Recipe> {
  const code = readRecipes().get(heading) ?? '';
  const options = "origins: ['https://api.example.com']";
  expect(code.split(options)).toHaveLength(2);
  const onTestClock = `import { createTestClock } from '@token-refresher/testing';
export const clock = createTestClock();
${code.replace(options, `clock, ${options}`)}`;
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `slow-${heading.toLowerCase().replaceAll(/[^a-z\d]+/g, '-')}.ts`);
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
