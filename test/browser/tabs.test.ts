import { createGate, misbehave } from '@token-refresher/test-support';
import type { BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type BrokerSite, type Core, startBrokerSite } from './broker-site.ts';
import { missingChromium, startChromium } from './chromium.ts';

declare const core: Core;
declare global {
  /** How many broker requests a tab has made. */
  var asked: number;
}

describe.skipIf(missingChromium())('in real Chromium', () => {
  let browser: BrowserContext;
  let site: BrokerSite;
  beforeAll(async () => {
    browser = await startChromium();
  });
  beforeEach(async () => {
    site = await startBrokerSite();
  });
  afterEach(async () => {
    await Promise.all(browser.pages().map((page) => page.close()));
    await site.close();
  });
  afterAll(() => browser.close());

  /**
   * Opens a tab with a refresher, under a name of its own if told so. On a busy machine a tab may be late to answer the
   * others and late to fetch; unless it matters, they have more time for both here than in a user's browser.
   */
  async function openTab(options: { name?: string; origin?: string; isHasty?: boolean } = {}): Promise<Page> {
    const page = await browser.newPage();
    await page.addInitScript((isHasty) => {
      const { setTimeout } = globalThis;
      const slow = (ms = 0) => (ms === 50 ? 1_000 : ms >= 2_000 && !isHasty ? 600_000 : ms);
      globalThis.setTimeout = ((work: () => void, ms?: number) => setTimeout(work, slow(ms))) as typeof setTimeout;
    }, options.isHasty ?? false);
    await page.goto(`${options.origin ?? site.origin}/`);
    await page.evaluate((name) => {
      globalThis.asked = 0;
      const fetch: typeof globalThis.fetch = (...request) => {
        globalThis.asked++;
        return globalThis.fetch(...request);
      };
      const { brokerToken, createTokenRefresher, sharedAcrossTabs } = core;
      globalThis.tokens = createTokenRefresher(sharedAcrossTabs(brokerToken('/api/token', { fetch }), { name }));
    }, options.name);
    return page;
  }

  const openTabs = (count: number, options?: { isHasty: boolean }) =>
    Promise.all(Array.from({ length: count }, () => openTab(options)));
  const tokenOf = (page: Page) => page.evaluate(async () => (await tokens.getToken()).value);

  /** What happens in a tab after the API has said "Unauthorized" to its token: the token of the second send. */
  const tokenAfterRejection = (page: Page) =>
    page.evaluate(async () => {
      const attempt = core.startAttempt(tokens);
      attempt.cachedToken();
      return attempt.retry({ status: 401 });
    });

  async function leaderOf(pages: readonly Page[]): Promise<Page> {
    for (const page of pages) if ((await page.evaluate(() => asked)) > 0) return page;
    throw new Error('No tab has asked the broker.');
  }

  test('10 tabs that start at once cost one broker request and one token request', async () => {
    const pages = await openTabs(10);
    const values = await Promise.all(pages.map(tokenOf));
    expect(new Set(values)).toEqual(new Set(site.api.issuedTokens));
    expect(site.brokerRequests).toBe(1);
    expect(site.api.tokenRequests).toHaveLength(1);
  });

  test('a tab that is opened later takes over the token, also from a tab that did not fetch it', async () => {
    const pages = await openTabs(2);
    await Promise.all(pages.map(tokenOf));
    const leader = await leaderOf(pages);
    await leader.close();
    expect(await tokenOf(await openTab())).toBe(site.api.issuedTokens[0]);
    expect(site.brokerRequests).toBe(1);
  });

  test('a tab that closes while it fetches costs the others one new request and nothing else', async () => {
    const gate = createGate();
    site.api.tokenEndpointAnswers(misbehave.hold(gate));
    const pages = await openTabs(10);
    const waiting = new Map(pages.map((page) => [page, tokenOf(page).catch(() => 'closed')]));
    await site.brokerRequestsReached(1);
    const leader = await leaderOf(pages);
    await leader.close();
    await site.brokerRequestsReached(2);
    gate.release();
    waiting.delete(leader);
    expect(new Set(await Promise.all(waiting.values()))).toEqual(new Set(site.api.issuedTokens));
    expect(site.brokerRequests).toBe(2);
    expect(site.api.tokenRequests).toHaveLength(1);
  });

  test('a tab that stands still while it fetches does not hold up the others', async () => {
    const gate = createGate();
    site.api.tokenEndpointAnswers(misbehave.hold(gate));
    const pages = await openTabs(4, { isHasty: true });
    const waiting = new Map(pages.map((page) => [page, tokenOf(page).catch(() => 'closed')]));
    await site.brokerRequestsReached(1);
    const leader = await leaderOf(pages);
    const session = await browser.newCDPSession(leader);
    await session.send('Debugger.enable');
    const paused = new Promise((resolve) => session.once('Debugger.paused', resolve));
    await session.send('Debugger.pause');
    session.send('Runtime.evaluate', { expression: '0' }).catch(() => {});
    await paused;
    gate.release();
    waiting.delete(leader);
    expect(new Set(await Promise.all(waiting.values()))).toEqual(new Set(site.api.issuedTokens));
    expect(site.api.tokenRequests).toHaveLength(1);
    // Its turn was taken away: from now on nobody waits for it.
    const [one] = waiting.keys();
    await one?.evaluate(async () => {
      while ((await navigator.locks.query()).held?.length) await new Promise(requestAnimationFrame);
    });
    await session.send('Debugger.resume').catch(() => {});
  });

  test('a token that the API rejects in all tabs at once is replaced by one broker request', async () => {
    const pages = await openTabs(10);
    await Promise.all(pages.map(tokenOf));
    site.api.revokeAll();
    const values = await Promise.all(pages.map(tokenAfterRejection));
    expect(new Set(values)).toEqual(new Set([site.api.issuedTokens[1]]));
    expect(site.brokerRequests).toBe(2);
    expect(site.api.tokenRequests).toHaveLength(2);
  });

  test('a tab that did not notice the rejection does not hand the dead token to a new one', async () => {
    const [one, ...others] = await openTabs(2);
    for (const page of [one, ...others]) if (page) await tokenOf(page);
    site.api.revokeAll();
    if (one) await tokenAfterRejection(one);
    await one?.close();
    expect(await tokenOf(await openTab())).toBe(site.api.issuedTokens[1]);
    expect(site.brokerRequests).toBe(2);
  });

  describe.each(['reset', 'close'] as const)('%s, as when somebody signs out', (end) => {
    const endIn = (page: Page | undefined) => page?.evaluate((how) => tokens[how](), end);

    test('no tab hands out the token of before', async () => {
      const [one, two] = await openTabs(2);
      for (const page of [one, two]) if (page) await tokenOf(page);
      expect(site.brokerRequests).toBe(1);
      await endIn(one);
      const late = await openTab();
      await tokenOf(late);
      expect(await late.evaluate(() => asked)).toBe(1);
      expect(site.brokerRequests).toBe(2);
    });

    test('the next user of the same page does not get it either', async () => {
      const [page] = await openTabs(1);
      if (!page) return;
      await tokenOf(page);
      await endIn(page);
      await page.evaluate(() => {
        globalThis.tokens = core.createTokenRefresher(core.sharedAcrossTabs(core.brokerToken('/api/token')));
      });
      await tokenOf(page);
      expect(site.brokerRequests).toBe(2);
    });
  });

  test('names keep tokens apart', async () => {
    const pages = await Promise.all([openTab({ name: 'ada' }), openTab({ name: 'bob' }), openTab({ name: 'ada' })]);
    await Promise.all(pages.map(tokenOf));
    expect(site.brokerRequests).toBe(2);
  });

  test('over plain http, where there are no locks, each tab asks for itself', async () => {
    const origin = `http://app.test:${site.port}`;
    const pages = await Promise.all([openTab({ origin }), openTab({ origin })]);
    expect(await pages[0]?.evaluate(() => typeof navigator.locks)).toBe('undefined');
    await Promise.all(pages.map(tokenOf));
    expect(site.brokerRequests).toBe(2);
  });

  test('no token is stored anywhere', async () => {
    const page = await openTab();
    await tokenOf(page);
    const stored = await page.evaluate(async () => ({
      local: localStorage.length,
      session: sessionStorage.length,
      databases: (await indexedDB.databases()).length,
      caches: (await caches.keys()).length,
      cookies: document.cookie,
      locks: (await navigator.locks.query()).held?.length,
    }));
    expect(stored).toEqual({ local: 0, session: 0, databases: 0, caches: 0, cookies: '', locks: 0 });
  });
});
