import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startLocalApi } from '@token-refresher/test-support';
import { expect, onTestFinished, test } from 'vitest';
import { secretWords, wordsIn } from '../bundles/words-of-the-secret.ts';
import { removeApp } from './app-folder.ts';
import { appLikeExample, buildApp, nextConfig, serveApp } from './small-app.ts';

const root = join(import.meta.dirname, '../..');

/** What the README leaves to the reader, and a page that shows what nobody has preloaded. */
const own = {
  // What create-next-app writes today.
  'next.config.mjs': nextConfig('cacheComponents: true,', false),
  'lib/session.js': "export const isSignedIn = (request) => request.headers.get('cookie') === 'session=1';",
  'lib/documents.js': `
    import { gql } from '@apollo/client';
    export const latestTrade = gql('query Trade { EVM { DEXTrades(limit: { count: 1 }) { Block { Time } } } }');
    export const latestBlock = gql('query Block { EVM { Blocks(limit: { count: 1 }) { Block { Number } } } }');
  `,
  'app/not-preloaded/page.jsx': `
    import { connection } from 'next/server';
    import { Suspense } from 'react';
    import { BrowserApollo } from '../../components/browser-apollo.jsx';
    import { LatestBlock } from '../../components/latest-block.jsx';
    export default function Page() {
      return <Suspense><Here /></Suspense>;
    }
    async function Here() {
      await connection();
      return <BrowserApollo><h1>Here</h1><Suspense fallback={<p>Later</p>}><LatestBlock /></Suspense></BrowserApollo>;
    }
  `,
};

test('the Next.js app in the README of the Apollo link builds and works', async () => {
  const readme = await readFile(join(root, 'packages/apollo/README.md'), 'utf8');
  const blocks = [...readme.matchAll(/^```jsx?\n\/\/ (\S+\.jsx?)\n([\s\S]*?)^```/gm)];
  expect(blocks).toHaveLength(6);
  const documented = Object.fromEntries(blocks.map(([, path, code]) => [path, code]));
  const folder = await appLikeExample('readme', { ...own, ...documented });
  onTestFinished(() => removeApp(folder));
  expect(await buildApp(folder, 'turbopack')).toBe('');
  expect(await wordsIn(join(folder, '.next/static'), secretWords)).toEqual([]);

  const api = await startLocalApi();
  onTestFinished(() => api.close());
  const running = serveApp(folder, {
    NODE_OPTIONS: `--import=${join(root, 'test/readme/reroute-examples.ts')}`,
    STAND_IN: api.origin,
    BITQUERY_CLIENT_ID: api.clientId,
    BITQUERY_CLIENT_SECRET: api.clientSecret,
  });
  onTestFinished(async () => void (await running.stop()));
  const url = await running.url;

  const page = await (await fetch(url)).text();
  expect(page).toMatch(/<p>2024-\d\d-\d\dT[\d:]+Z<\/p>/);
  expect(page).toMatch(/<button>\d{8}<\/button>/);
  const ask = (cookie: string) =>
    fetch(`${url}/api/token`, { method: 'POST', headers: { cookie, 'content-type': 'application/json' } });
  expect((await ask('')).status).toBe(401);
  expect(await (await ask('session=1')).json()).toMatchObject({ access_token: api.issuedTokens[0] });
  expect(api.tokenRequests).toHaveLength(1);

  api.resetLog();
  const notPreloaded = await fetch(`${url}/not-preloaded`);
  expect(notPreloaded.status).toBe(200);
  expect(await notPreloaded.text()).toMatch(/<h1>Here<\/h1>[\s\S]*<p>Later<\/p>/);
  await running.printed(/TokenRequestError[\s\S]*token broker is relative/);
  expect(api.graphqlRequests).toEqual([]);
});
