import { startLocalApi } from '@token-refresher/test-support';
import { expect, onTestFinished, test } from 'vitest';
import { removeApp } from './app-folder.ts';
import { appLikeExample, buildApp } from './small-app.ts';

const page = (credentials: object) => `
  import { createTokenRefresher } from '@token-refresher/core';
  import { clientCredentials } from '@token-refresher/server';
  const tokens = createTokenRefresher(clientCredentials(${JSON.stringify(credentials)}));
  export default async function Page() {
    await tokens.getToken();
    return <p>Rendered at build time.</p>;
  }
`;

test('a page that would fetch a token at build time, and leave it on disk, fails the build', async () => {
  const api = await startLocalApi();
  onTestFinished(() => api.close());
  const { tokenEndpoint, clientId, clientSecret } = api;
  const folder = await appLikeExample('static-page', {
    'app/static/page.jsx': page({ tokenEndpoint, clientId, clientSecret, scope: 'api' }),
  });
  onTestFinished(() => removeApp(folder));
  expect(await buildApp(folder, 'turbopack')).toContain(
    "Route /static couldn't be rendered statically because it used no-store fetch",
  );
  expect(api.tokenRequests).toEqual([]);
});
