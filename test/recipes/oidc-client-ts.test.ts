import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TokenRefresher, TokenRequestError } from '@token-refresher/core';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { clientId, openOidcPage } from './oidc-page.ts';
import { readRecipes } from './read-recipes.ts';

const heading = 'oidc-client-ts';
/** A folder of its own: other tests write theirs anew. */
const folder = join(import.meta.dirname, '.recipes');
const recipe = join(folder, 'oidc-client-ts.ts');

beforeAll(() => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(recipe, readRecipes().get(heading) ?? '');
});

test('the recipe with the real library: oidc-provider rotates the refresh token, and ends the session', async () => {
  const { server, asked, real, user } = await openOidcPage();
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
