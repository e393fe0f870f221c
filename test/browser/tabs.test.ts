import { createGate, misbehave } from '@token-refresher/test-support';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type BrokerSite, type Core, startBrokerSite } from './broker-site.ts';
import { inEachBrowser } from './drivers/in-each-browser.ts';
import type { TestBrowser, TestPage } from './drivers/test-browser.ts';
import { type HeldTimers, holdTimers } from './held-timers.ts';

declare const core: Core;
declare global {
  /** How many broker requests a tab has made. */
  var asked: number;
  /** The operation that a tab has sent. */
  var sent: ReturnType<Core['startAttempt']>;
}

inEachBrowser(({ start }) => {
  let browser: TestBrowser;
  let site: BrokerSite;
  beforeAll(async () => {
    browser = await start();
  });
  beforeEach(async () => {
    site = await startBrokerSite();
  });
  afterEach(async () => {
    await browser.closePages();
    await site.close();
  });
  afterAll(() => browser?.close());

  interface Tab {
    readonly page: TestPage;
    readonly timers: HeldTimers;
  }

  /** Opens a tab with a refresher, under a name of its own if told so. */
  async function openTab(options: { name?: string; origin?: string } = {}): Promise<Tab> {
    const page = await browser.newPage();
    const timers = await holdTimers(page);
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
    return { page, timers };
  }

  const openTabs = (count: number) => Promise.all(Array.from({ length: count }, () => openTab()));
  const tokenOf = ({ page }: Tab) => page.evaluate(async () => (await tokens.getToken()).value);

  /** The tab whose turn it is, once it has seen that no other tab answers: it asks the broker. */
  async function leaderOf(tabs: readonly Tab[]): Promise<Tab> {
    const leader = await Promise.any(tabs.map((tab) => tab.timers.turn().then(() => tab)));
    await leader.timers.noResponse();
    return leader;
  }

  /** The tokens of tabs that ask at once while no tab has one. */
  async function askAll(tabs: readonly Tab[], ask: (tab: Tab) => Promise<string | undefined> = tokenOf) {
    for (const { timers } of tabs) await timers.endOldTurns();
    const values = Promise.all(tabs.map(ask));
    const leader = await leaderOf(tabs);
    return { values: new Set(await values), leader };
  }

  /** An operation is sent with the tab's token. */
  const send = ({ page }: Tab) =>
    page.evaluate(() => {
      globalThis.sent = core.startAttempt(tokens);
      globalThis.sent.cachedToken();
    });

  /** What happens in a tab after the API has said "Unauthorized" to what was sent: the token of the second send. */
  const tokenAfterRejection = ({ page }: Tab) => page.evaluate(() => globalThis.sent.retry({ status: 401 }));

  test('10 tabs that start at once cost one broker request, and so does a token that the API rejects in all of them', async () => {
    const tabs = await openTabs(10);
    const first = await askAll(tabs);
    expect(first.values).toEqual(new Set(site.api.issuedTokens));
    expect(site.brokerRequests).toBe(1);
    expect(site.api.tokenRequests).toHaveLength(1);

    // All have sent before one is told: else a tab would send the new token.
    await Promise.all(tabs.map(send));
    site.api.revokeAll();
    const { values } = await askAll(tabs, tokenAfterRejection);
    expect(values).toEqual(new Set([site.api.issuedTokens[1]]));
    expect(site.brokerRequests).toBe(2);
    expect(site.api.tokenRequests).toHaveLength(2);
  });

  test('a tab that is opened later takes over the token, also from a tab that did not fetch it', async () => {
    const { leader } = await askAll(await openTabs(2));
    await leader.page.close();
    expect(await tokenOf(await openTab())).toBe(site.api.issuedTokens[0]);
    expect(site.brokerRequests).toBe(1);
  });

  test('a tab that closes while it fetches costs the others one new request and nothing else', async () => {
    const gate = createGate();
    site.api.tokenEndpointRespondsWith(misbehave.hold(gate));
    const tabs = await openTabs(4);
    const waiting = new Map(tabs.map((tab) => [tab, tokenOf(tab).catch(() => 'closed')]));
    const leader = await leaderOf(tabs);
    await site.brokerRequestsReached(1);
    waiting.delete(leader);
    await leader.page.close();
    await leaderOf([...waiting.keys()]);
    await site.brokerRequestsReached(2);
    gate.release();
    expect(new Set(await Promise.all(waiting.values()))).toEqual(new Set(site.api.issuedTokens));
    expect(site.brokerRequests).toBe(2);
    expect(site.api.tokenRequests).toHaveLength(1);
  });

  test('a tab that stands still while it fetches loses its turn to another one, whose token all others get', async () => {
    const gate = createGate();
    site.api.tokenEndpointRespondsWith(misbehave.hold(gate));
    const tabs = await openTabs(4);
    const waiting = new Map(tabs.map((tab) => [tab, tokenOf(tab).catch(() => 'closed')]));
    const leader = await leaderOf(tabs);
    await site.brokerRequestsReached(1);
    const goOn = await leader.page.standStill();
    gate.release();
    waiting.delete(leader);
    const [next] = waiting.keys();
    await next?.timers.losePatience();
    await next?.timers.noResponse();
    expect(new Set(await Promise.all(waiting.values()))).toEqual(new Set(site.api.issuedTokens));
    expect(site.brokerRequests).toBe(2);
    expect(site.api.tokenRequests).toHaveLength(1);
    // Its turn was taken away: from now on nobody waits for it.
    await next?.page.evaluate(async () => {
      while ((await navigator.locks.query()).held?.length) await new Promise((resolve) => setTimeout(resolve));
    });
    await goOn();
  });

  test('a tab that did not notice the rejection does not hand the dead token to a new one', async () => {
    const tabs = await openTabs(2);
    const { leader } = await askAll(tabs);
    await send(leader);
    site.api.revokeAll();
    await askAll([leader], tokenAfterRejection);
    await leader.page.close();
    expect(await tokenOf(await openTab())).toBe(site.api.issuedTokens[1]);
    expect(site.brokerRequests).toBe(2);
  });

  describe.each(['reset', 'close'] as const)('%s, as when somebody signs out', (end) => {
    const endIn = ({ page }: Tab) => page.evaluate((how) => tokens[how](), end);

    test('no tab hands out the token of before', async () => {
      const { leader } = await askAll(await openTabs(2));
      expect(site.brokerRequests).toBe(1);
      await endIn(leader);
      const late = await openTab();
      await askAll([late]);
      expect(await late.page.evaluate(() => asked)).toBe(1);
      expect(site.brokerRequests).toBe(2);
    });

    test('the next user of the same page does not get it either', async () => {
      const tab = await openTab();
      await askAll([tab]);
      await endIn(tab);
      await tab.page.evaluate(() => {
        globalThis.tokens = core.createTokenRefresher(core.sharedAcrossTabs(core.brokerToken('/api/token')));
      });
      await askAll([tab]);
      expect(site.brokerRequests).toBe(2);
    });
  });

  test('names keep tokens apart', async () => {
    const [ada, bob, alsoAda] = await Promise.all(['ada', 'bob', 'ada'].map((name) => openTab({ name })));
    if (!ada || !bob || !alsoAda) throw new Error('A tab is missing.');
    await Promise.all([askAll([ada, alsoAda]), askAll([bob])]);
    expect(site.brokerRequests).toBe(2);
  });

  test('over plain http, where there are no locks, each tab asks for itself', async () => {
    const origin = `http://app.test:${site.port}`;
    const tabs = await Promise.all([openTab({ origin }), openTab({ origin })]);
    expect(await tabs[0]?.page.evaluate(() => typeof navigator.locks)).toBe('undefined');
    await Promise.all(tabs.map(tokenOf));
    expect(site.brokerRequests).toBe(2);
  });

  test('no token is stored anywhere', async () => {
    const tab = await openTab();
    await askAll([tab]);
    const stored = await tab.page.evaluate(async () => ({
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
