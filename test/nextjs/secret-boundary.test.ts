import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { sentence } from '../bundles/sentence.ts';
import { secretWords, wordsIn } from '../bundles/words-of-the-secret.ts';
import { removeApp } from './app-folder.ts';
import { type Bundler, buildApp, realCode, serveApp, smallApp } from './small-app.ts';

const imported = "import { clientCredentials } from '@token-refresher/server';";
const page = 'export default function Page() { return <p>{clientCredentials()}</p>; }';

/** Pages whose browser half would hold the package: a Client Component, and a module that one loads later. */
const clientPages = {
  'app/page.jsx': `'use client'; ${imported} ${page}`,
  'app/later/page.jsx': `'use client'; export default function Page() { return <p onClick={() => import('./module.js')}>-</p>; }`,
  'app/later/module.js': `${imported} export const token = clientCredentials();`,
};

/** The places on a server that may have it. */
const serverPlaces = (bundler: Bundler) => ({
  'app/page.jsx': `import { Button } from './button.jsx'; ${imported}
    export const dynamic = 'force-dynamic';
    export default function Page() { return <p>{clientCredentials()} <Button /></p>; }`,
  'app/button.jsx': `'use client'; import { act } from './act.js';
    export function Button() { return <button onClick={() => act()}>client_secret</button>; }`,
  'app/act.js': `'use server'; ${imported} export async function act() { return clientCredentials(); }`,
  'app/route/route.js': `${imported} export const GET = () => new Response(clientCredentials());`,
  'app/edge/page.jsx': `${imported} export const runtime = 'edge'; ${page}`,
  // With webpack, Next.js 16.4.6 builds no route handler for the edge, whatever it imports.
  ...(bundler === 'turbopack' && {
    'app/edge-route/route.js': `${imported} export const runtime = 'edge'; export const GET = () => new Response(clientCredentials());`,
  }),
  'proxy.js': `${imported} import { NextResponse } from 'next/server.js';
    export const proxy = () => NextResponse.next({ headers: { 'x-proxy': clientCredentials() } });`,
});

describe.each<Bundler>(['turbopack', 'webpack'])('Next.js with %s', (bundler) => {
  test('builds no Client Component that imports the package, now or later, and says why and what to do', async () => {
    const folder = await smallApp(`${bundler}-client`, clientPages);
    onTestFinished(() => removeApp(folder));
    const errors = await buildApp(folder, bundler);
    expect(errors).toContain(sentence);
    for (const importer of ['app/page.jsx', 'app/later/module.js']) expect(errors).toContain(importer);
  });

  test('builds pages, route handlers, actions and proxies with the package, which stays on the server', async () => {
    const folder = await smallApp(`${bundler}-server`, serverPlaces(bundler));
    onTestFinished(() => removeApp(folder));
    expect(await buildApp(folder, bundler)).toBe('');
    const running = serveApp(folder);
    onTestFinished(async () => void (await running.stop()));
    const url = await running.url;
    for (const path of ['', 'route', 'edge', ...(bundler === 'turbopack' ? ['edge-route'] : [])]) {
      const response = await fetch(`${url}/${path}`);
      expect(response.headers.get('x-proxy')).toBe(realCode);
      expect(await response.text()).toContain(realCode);
    }
    // The one word is in the button, to show that words are found.
    const found = await wordsIn(join(folder, '.next/static'), [...secretWords, realCode]);
    expect(found).toEqual([expect.stringMatching(/^client_secret in /)]);
  });
});
