import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TokenRefresher, TokenRequestError } from '@token-refresher/core';
import { User } from 'oidc-client-ts';
import { beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { startAuthorizationServer } from '../oauth/authorization-server.ts';
import { readRecipes } from './read-recipes.ts';

const heading = 'oidc-client-ts';
const authority = 'https://auth.example.com';
const clientId = 'my-client-id';

/** A folder of its own: other tests write theirs anew. */
const folder = join(import.meta.dirname, '.recipes');
const recipe = join(folder, 'oidc-client-ts.ts');

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(recipe, readRecipes().get(heading) ?? '');
});

/** What a page has, as far as the library uses it. */
function createPage() {
  const entries = new Map<string, string>();
  const storage: Storage = {
    get length() {
      return entries.size;
    },
    clear: () => entries.clear(),
    getItem: (key) => entries.get(key) ?? null,
    key: (index) => [...entries.keys()][index] ?? null,
    removeItem: (key) => void entries.delete(key),
    setItem: (key, value) => void entries.set(key, value),
  };
  return { sessionStorage: storage, localStorage: storage, crypto };
}

test('the recipe with the real library: oidc-provider rotates the refresh token, and ends the session', async () => {
  const server = await startAuthorizationServer([
    {
      client_id: clientId,
      token_endpoint_auth_method: 'none',
      grant_types: ['refresh_token', 'authorization_code'],
      response_types: ['code'],
      scope: 'openid offline_access',
      redirect_uris: ['https://app.example.com/callback'],
    },
  ]);
  onTestFinished(() => server[Symbol.asyncDispose]());
  const asked: string[] = [];
  const real = globalThis.fetch;
  vi.stubGlobal('fetch', ((input, init) => {
    const { pathname } = new URL(String(input));
    asked.push(pathname);
    return real(server.issuer + pathname, init);
  }) as typeof fetch);
  const page = createPage();
  vi.stubGlobal('window', page);
  onTestFinished(() => void vi.unstubAllGlobals());

  const user = new User({
    access_token: 'expired',
    refresh_token: await server.signIn(clientId),
    token_type: 'Bearer',
    scope: 'openid offline_access',
    profile: { sub: 'somebody', iss: authority, aud: clientId, iat: 1, exp: 2 },
    expires_at: 1,
  });
  page.sessionStorage.setItem(`oidc.user:${authority}:${clientId}`, user.toStorageString());

  const { tokens } = (await import(recipe)) as { tokens: TokenRefresher };
  onTestFinished(() => tokens.close());
  const { value: first } = await tokens.getToken();
  expect(first).not.toBe('expired');
  tokens.invalidate(first);
  const { value: second } = await tokens.getToken();
  expect(second).not.toBe(first);

  // Somebody else presents the first refresh token again: oidc-provider ends the session.
  const again = new URLSearchParams({
    grant_type: 'refresh_token',
    client_id: clientId,
    refresh_token: `${user.refresh_token}`,
  });
  expect((await real(server.tokenEndpoint, { method: 'POST', body: again })).status).toBe(400);
  const before = asked.length;
  tokens.invalidate(second);
  for (let time = 0; time < 3; time++) {
    const error = await tokens.getToken().catch((thrown: unknown) => thrown);
    expect(TokenRequestError.is(error) && error.code).toBe('signed_out');
  }
  expect(asked.slice(before)).toEqual(['/token']);
});
