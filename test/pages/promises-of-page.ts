import { createGate, misbehave } from '@token-refresher/test-support';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { startChromium } from '../browser/chromium.ts';
import type { Page as Example } from '../bundles/build-page.ts';
import { builtPage } from '../bundles/built-page.ts';
import { type OpenPage, openPage } from './open-page.ts';
import { type PageSite, startPageSite } from './page-site.ts';

/** What an example page keeps to in a browser, whatever GraphQL client it is made with. */
export function promisesOfPage(example: Example): void {
  let folder: string;
  let browser: BrowserContext;
  let site: PageSite;
  beforeAll(async () => {
    folder = await builtPage(example, 'vite');
    // That tabs share a token from process to process is in test/browser.
    browser = await startChromium({ isOneProcess: true });
  });
  beforeEach(async () => {
    site = await startPageSite(folder);
  });
  afterEach(async () => {
    await Promise.all(browser.pages().map((page) => page.close()));
    await site.close();
  });
  afterAll(() => browser?.close());

  const press = (page: Page, name: RegExp) => page.getByRole('button', { name }).click();
  /** Ends the token by a button, at once. */
  const end = async ({ page }: OpenPage, name: RegExp) => {
    site.letBrokerRest();
    await press(page, name);
  };
  const happened = ({ page }: OpenPage, text: string) =>
    page.getByRole('log').getByText(text, { exact: false }).first().waitFor();

  test('it shows trades by query and by subscription, for one token, and says so', async () => {
    const open = await openPage(browser, site.url);
    await open.goesOn();
    await happened(open, 'Asking the broker for a token: there was none yet.');
    await happened(open, 'A new token');
    expect(await open.page.getByText('Token 1:').isVisible()).toBe(true);
    expect(open.paths.filter((path) => path === '/api/token')).toHaveLength(1);
    expect(site.api.tokenRequests).toHaveLength(1);
    expect([await open.noticesSoFar(), open.complaints]).toEqual([[], []]);
  });

  test('on a phone nothing is cut, and made-up trades show their date', async () => {
    const open = await openPage(browser, site.url);
    await open.page.setViewportSize({ width: 360, height: 800 });
    await happened(open, 'A new token');
    const cut = await open.page.evaluate(() =>
      [document.documentElement, ...document.querySelectorAll('.log li, .legend li, button, .seen')]
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map(({ textContent }) => textContent),
    );
    expect(cut).toEqual([]);
    await open.page
      .getByText(/^2024-01-\d\d/)
      .first()
      .waitFor();
  });

  test('an expired and a revoked token are replaced, each by one token request, and nobody sees an error', async () => {
    const open = await openPage(browser, site.url);
    // The page tells tokens apart by when they expire.
    site.api.setTokenLifetime(900);
    await end(open, /^Expire it/);
    await happened(open, 'sent once more with another token');
    await open.goesOn();
    expect(site.api.tokenRequests).toHaveLength(2);

    site.api.setTokenLifetime(600);
    await end(open, /^Revoke it/);
    await site.api.live.connectsReached(2);
    await open.goesOn();
    await open.page.getByText('Token 3:').waitFor();
    expect(site.api.tokenRequests).toHaveLength(3);
    expect([await open.noticesSoFar(), open.complaints]).toEqual([[], []]);
  });

  test('a token that cannot be ended yet is ended as soon as it can, and the button says so', async () => {
    const open = await openPage(browser, site.url);
    for (let requests = 2; requests <= 5; requests++) {
      await press(open.page, /^Revoke it/);
      await site.api.tokenRequestsReached(requests);
      await open.goesOn();
    }
    await press(open.page, /^Expire it/);
    await open.page.getByText('Will be done in').waitFor();
    expect(site.api.tokenRequests).toHaveLength(5);
    site.letBrokerRest();
    await site.api.tokenRequestsReached(6);
    await open.page.getByText('Will be done in').waitFor({ state: 'detached' });
    await open.goesOn();
    expect([await open.noticesSoFar(), open.complaints]).toEqual([[], []]);
  });

  test('a mutation is carried out once, though its first send is refused', async () => {
    const open = await openPage(browser, site.url);
    const gate = createGate();
    site.api.tokenEndpointRespondsWith(misbehave.hold(gate));
    site.api.expireAll();
    await press(open.page, /^Save this query/);
    await gate.waitFor(1);
    gate.release();
    await open.page.getByText('Saved as saved-1').waitFor();
    const outcomes = site.api.graphqlRequests
      .filter(({ operationName }) => operationName === 'SaveQuery')
      .map(({ outcome }) => outcome);
    expect(outcomes.at(-1)).toBe('answered');
    expect(outcomes.length).toBeLessThanOrEqual(2);
    expect(site.api.executions.saveQuery).toBe(1);
    expect([await open.noticesSoFar(), open.complaints]).toEqual([[], []]);
  });

  test('tokens that expire by themselves are replaced before the API refuses one', async () => {
    site.api.setTokenLifetime(3);
    const open = await openPage(browser, site.url);
    await site.api.tokenRequestsReached(3);
    await open.goesOn();
    expect(site.api.graphqlRequests.filter(({ outcome }) => outcome === 'refused')).toEqual([]);
    expect([await open.noticesSoFar(), open.complaints]).toEqual([[], []]);
  });

  test('while the token endpoint is broken the page says so, keeps what it has, and recovers by itself', async () => {
    const open = await openPage(browser, site.url);
    const { page } = open;
    await press(page, /^Break the token endpoint/);
    await page.getByText('It answers 503 now.').waitFor();
    await open.goesOn();
    expect(await open.noticesSoFar()).toEqual([]);

    await end(open, /^Revoke it/);
    const notice = page.getByRole('status').filter({ hasText: 'No access token could be obtained' });
    await notice.first().waitFor();
    expect(await notice.first().getByRole('button', { name: 'Ask again' }).isEnabled()).toBe(true);
    expect(await page.locator('table[aria-label="Latest trades"] tbody tr[title]').count()).toBe(6);
    await press(page, /^Save this query/);
    await page.getByRole('button', { name: 'Save again' }).waitFor();

    await press(page, /^Mend the token endpoint/);
    await page.getByText('It will answer 503.').waitFor();
    await open.goesOn();
    await page.getByRole('button', { name: 'Save again' }).click();
    await page.getByText('Saved as saved-1').waitFor();
    await notice.first().waitFor({ state: 'detached' });
    expect(site.api.executions.saveQuery).toBe(1);
    expect(open.complaints).toEqual([]);
  });

  test('an API that refuses every token is named, and both places recover by themselves', async () => {
    const open = await openPage(browser, site.url);
    const notices = open.page.getByRole('status').filter({ hasText: 'to the new token too' });
    const began = performance.now();
    site.api.refuseEverything(true);
    site.api.live.closeAll(4403, 'Forbidden');
    // The subscription has a notice too, or still waits for a token that the broker may fetch.
    await notices.first().waitFor();
    const intervals = (performance.now() - began) / 15_000;
    expect(site.api.tokenRequests.length).toBeLessThanOrEqual(5 + intervals);

    site.api.refuseEverything(false);
    // A subscription that was refused twice waits for a new token, which comes when budgets and pauses allow.
    site.api.expireAll();
    const isRecovered = async () => {
      site.letBrokerRest();
      await open.letRest();
      return (await notices.count()) === 0;
    };
    await expect.poll(isRecovered, { interval: 1_000, timeout: 300_000 }).toBe(true);
    await open.goesOn();
    expect(open.complaints).toEqual([]);
  });

  test('who has no session any more is told to reload, and that helps', async () => {
    const open = await openPage(browser, site.url);
    await browser.clearCookies();
    site.api.revokeAll();
    await open.page.getByText('Your session has ended.').first().waitFor();
    await open.page.getByRole('button', { name: 'Reload' }).first().click();
    await open.goesOn();
    expect(open.complaints).toEqual([]);
  });

  test('10 tabs cost one token request, and no broker request each', async () => {
    const gate = createGate();
    site.api.tokenEndpointRespondsWith(misbehave.hold(gate));
    const opening = Promise.all(Array.from({ length: 10 }, () => openPage(browser, site.url, true)));
    await gate.waitFor(1);
    gate.release();
    const tabs = await opening;
    // Exactly one where no tab is late, see test/browser; on a busy machine one may lose its turn to another.
    const requests = tabs.flatMap(({ paths }) => paths).filter((path) => path === '/api/token').length;
    expect(requests).toBeLessThan(tabs.length / 2);
    expect(site.api.tokenRequests).toHaveLength(1);
    expect(await Promise.all(tabs.map((tab) => tab.noticesSoFar()))).toEqual(tabs.map(() => []));
  });

  test('closing the tab that fetches costs the others one new request and nothing else', async () => {
    const tabs = await Promise.all(Array.from({ length: 4 }, () => openPage(browser, site.url, true)));
    const asked = (tab: OpenPage) => tab.paths.filter((path) => path === '/api/token').length;
    const before = new Map(tabs.map((tab) => [tab, asked(tab)]));
    const gate = createGate();
    site.api.tokenEndpointRespondsWith(misbehave.hold(gate));
    site.api.revokeAll();
    await gate.waitFor(1);
    const leader = await vi.waitUntil(() => tabs.find((tab) => asked(tab) > (before.get(tab) ?? 0)), 60_000);
    await leader.page.close();
    const others = tabs.filter((tab) => tab !== leader);
    const askedByOthers = () => others.reduce((sum, tab) => sum + asked(tab) - (before.get(tab) ?? 0), 0);
    await expect.poll(askedByOthers).toBeGreaterThan(0);
    gate.release();
    await Promise.all(others.map((tab) => tab.goesOn()));
    expect(askedByOthers()).toBeLessThan(others.length);
    expect(site.api.tokenRequests.length).toBeLessThanOrEqual(3);
    expect(await Promise.all(others.map((tab) => tab.noticesSoFar()))).toEqual(others.map(() => []));
  });

  test('nothing that its server sends holds the client secret', async () => {
    const texts: Promise<string>[] = [];
    const { clientId, clientSecret } = site.api;
    browser.on('response', (response) => {
      if (response.url().startsWith(site.url)) texts.push(response.text().catch(() => ''));
    });
    const open = await openPage(browser, site.url);
    await end(open, /^Revoke it/);
    await happened(open, 'sent once more with another token');
    await open.goesOn();
    const sent = (await Promise.all(texts)).join('\n');
    expect(sent).toContain('access_token');
    expect([clientId, clientSecret].filter((secret) => sent.includes(secret))).toEqual([]);
  });
}
