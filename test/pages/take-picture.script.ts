// Takes the picture of the token's life that the READMEs show.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openStandIn, startSite } from '@token-refresher/example-live-page/server';
import { startChromium } from '../browser/chromium.ts';
import { buildPage } from '../bundles/build-page.ts';
import { serveFolder } from './serve-folder.ts';

const picture = fileURLToPath(new URL('../../examples/live-page/picture.png', import.meta.url));
const folder = await mkdtemp(join(tmpdir(), 'picture-'));
const errors = await buildPage('apollo-react', 'vite', folder);
if (errors) throw new Error(errors);
const backend = await openStandIn();
const site = await startSite(backend, serveFolder(folder));
const browser = await startChromium();
const page = await browser.newPage();
await page.setViewportSize({ width: 960, height: 1200 });
await page.goto(site.url);

const press = (name: RegExp) => page.getByRole('button', { name }).click();
await page.waitForTimeout(9_000);
await press(/^Expire it/);
await page.waitForTimeout(17_000);
await press(/^Break the token endpoint/);
await press(/^Revoke it/);
await page.getByRole('button', { name: 'Ask again' }).waitFor();
await press(/^Mend the token endpoint/);
await page.getByRole('button', { name: 'Ask again' }).waitFor({ state: 'detached' });
await page.mouse.move(0, 0);
await page.waitForTimeout(20_000);
await page.locator('.panel').screenshot({ path: picture });
console.log(picture);

await browser.close();
await site.close();
await Promise.all([backend.close(), rm(folder, { recursive: true })]);
