import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startChromium } from '../browser/chromium.ts';
import type { Stage } from './stage.ts';

/** What the example promises to people with a browser. */
export function promiseInChromium(stage: () => Stage): void {
  let browser: BrowserContext;
  beforeAll(async () => {
    browser = await startChromium();
  });
  afterEach(async () => {
    await browser.clearCookies();
    await Promise.all(browser.pages().map((page) => page.close()));
  });
  afterAll(() => browser?.close());

  /** Signs in; `complaints` fills with what the page writes to the console as an error. */
  async function openPage(account: string): Promise<{ page: Page; complaints: string[] }> {
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(String(error)));
    await page.goto(await stage().running.url);
    const signOut = page.getByRole('button', { name: 'Sign out' });
    if (await signOut.isVisible()) await signOut.click();
    await page.getByRole('button', { name: `Sign in as ${account}` }).click();
    await page.getByRole('heading', { name: account }).waitFor();
    await page.getByText('Rendered by the server.').waitFor();
    return { page, complaints };
  }

  const askAgain = async (page: Page, responses: number) => {
    await page.getByRole('button', { name: 'Ask again' }).click();
    await page.getByText(`Responses to this browser: ${responses}`, { exact: true }).waitFor();
  };

  test('a page asks for itself with the token of the broker, and one retry repairs a revoked one', async () => {
    const { alder, birch } = stage();
    const { page, complaints } = await openPage('Alder');
    const known = alder.issuedTokens.length;
    const rendered = alder.graphqlRequests.length;
    const blocks = await page.getByRole('listitem').allInnerTexts();
    expect(blocks).toHaveLength(4);
    expect(blocks[0]).toContain('19000099');

    await askAgain(page, 1);
    const asked = () =>
      alder.graphqlRequests.slice(rendered).map(({ operationName, outcome }) => [operationName, outcome]);
    expect(asked()).toEqual([['LatestBlocks', 'answered']]);
    expect(alder.graphqlRequests.at(-1)?.headers.origin).toBe(await stage().running.url);
    expect(alder.issuedTokens).toHaveLength(known);

    alder.revokeAll();
    await askAgain(page, 2);
    expect(asked().slice(1)).toEqual([
      ['LatestBlocks', 'refused'],
      ['LatestBlocks', 'answered'],
    ]);
    expect(alder.issuedTokens).toHaveLength(known + 1);
    expect(await page.getByRole('listitem').allInnerTexts()).toEqual(blocks);
    expect(complaints).toEqual(['Failed to load resource: the server responded with a status of 401 (Unauthorized)']);
    expect([birch.graphqlRequests, birch.tokenRequests]).toEqual([[], []]);
  });

  test('a tab that was left open gets nothing of whoever signs in next, and its token goes to nobody', async () => {
    const { alder, birch } = stage();
    const { page: left } = await openPage('Alder');
    await askAgain(left, 1);
    const { page, complaints } = await openPage('Birch');
    await askAgain(page, 1);
    alder.revokeAll();
    await left.getByRole('button', { name: 'Ask again' }).click();
    await left.getByText('You are signed out here.').waitFor();
    expect(complaints).toEqual([]);
    const seen = [alder, birch].map((api) => new Set(api.graphqlRequests.map(({ reason }) => reason)));
    expect(seen).toEqual([new Set([undefined, 'revoked']), new Set([undefined])]);
  });

  test('whoever is quicker than the scripts of the page does not click in vain', async () => {
    const { page } = await openPage('Alder');
    let release = () => {};
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    await page.route('**/*.js', async (route) => {
      await released;
      await route.continue();
    });
    await page.reload({ waitUntil: 'commit' });
    const button = page.getByRole('button', { name: 'Ask again' });
    await button.waitFor();
    expect(await button.isDisabled()).toBe(true);
    release();
    await askAgain(page, 1);
  });

  test('what the server could not preload, the browser asks for itself', async () => {
    const { alder } = stage();
    alder.graphqlRespondsWith(({ headers, body }) =>
      headers.origin === undefined && body.includes('LatestBlocks') ? { kind: 'reset' } : null,
    );
    const page = (await openPage('Alder')).page;
    alder.graphqlRespondsWith(null);
    expect(await page.getByRole('listitem').count()).toBe(4);
    const blocks = alder.graphqlRequests.filter(({ operationName }) => operationName === 'LatestBlocks');
    expect(blocks.map(({ headers, outcome }) => [headers.origin !== undefined, outcome])).toEqual([
      [false, 'reset'],
      [true, 'answered'],
    ]);
  });
}
