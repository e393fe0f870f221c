import { misbehave } from '@token-refresher/test-support';
import { afterAll, afterEach, beforeAll, expect, onTestFinished, test, vi } from 'vitest';
import { type BrokerSite, type Core, startBrokerSite } from './broker-site.ts';
import { inEachBrowser } from './drivers/in-each-browser.ts';
import type { TestBrowser, TestPage } from './drivers/test-browser.ts';

declare const core: Core;

inEachBrowser(({ start }) => {
  let browser: TestBrowser;
  let site: BrokerSite;
  beforeAll(async () => {
    browser = await start();
  });
  afterEach(async () => {
    await browser.clearCookies();
    await browser.closePages();
    await site.close();
  });
  afterAll(() => browser?.close());

  async function openPage(origin: string): Promise<TestPage> {
    const page = await browser.newPage();
    await page.goto(`${origin}/`);
    return page;
  }

  /** What `brokerToken` gives a page: a token, or the error. */
  const ask = (page: TestPage, url: string, credentials: RequestCredentials = 'same-origin') =>
    page.evaluate(
      async (call) => {
        const before = Date.now();
        const fetchToken = core.brokerToken(call.url, { credentials: call.credentials });
        return fetchToken({ signal: new AbortController().signal }).catch(
          ({ code, message, permanent, status, retryAt = 0 }: InstanceType<Core['TokenRequestError']>) => ({
            ...{ code, message, permanent, status },
            // From when the response came, which was between the two.
            wait: { min: retryAt - Date.now(), max: retryAt - before },
          }),
        );
      },
      { url, credentials },
    );

  test('a page of the same origin gets a token, with its session cookie', async () => {
    site = await startBrokerSite();
    const page = await openPage(site.origin);
    expect(await ask(page, '/api/token')).toMatchObject({ value: site.api.issuedTokens[0], scope: 'api' });
    await browser.clearCookies();
    expect(await ask(page, '/api/token')).toMatchObject({ code: 'access_denied', status: 401, permanent: true });
    expect(await ask(page, '/api/token', 'omit')).toMatchObject({ code: 'access_denied' });
  });

  test('a page whose token was revoked goes on with a new one, and its user notices nothing', async () => {
    site = await startBrokerSite();
    const page = await openPage(site.origin);
    const query = () =>
      page.evaluate(
        async ({ url, origin }) => {
          const { brokerToken, createAuthorizedFetch, createTokenRefresher, sharedAcrossTabs } = core;
          globalThis.tokens ??= createTokenRefresher(sharedAcrossTabs(brokerToken('/api/token')), {
            origins: [origin],
          });
          const authorizedFetch = createAuthorizedFetch(globalThis.tokens);
          const send = () =>
            authorizedFetch(url, {
              method: 'POST',
              headers: { 'content-type': 'application/json' },
              body: '{"query":"{ viewer }"}',
            });
          return Promise.all(Array.from({ length: 5 }, async () => (await send()).status));
        },
        { url: site.api.url, origin: site.api.origin },
      );
    expect(await query()).toEqual([200, 200, 200, 200, 200]);
    site.api.revokeAll();
    expect(await query()).toEqual([200, 200, 200, 200, 200]);
    expect(site.brokerRequests).toBe(2);
    expect(site.api.tokenRequests).toHaveLength(2);
  });

  test('a page that is sent to a sign-in page is told so, and does not follow', async () => {
    site = await startBrokerSite();
    const page = await openPage(site.origin);
    site.respondWith(302, { location: '/sign-in' });
    const error = await ask(page, '/api/token');
    expect(error).toMatchObject({ code: 'unexpected_response', permanent: true });
    expect(error).toMatchObject({ message: expect.stringContaining('sign in again') });
    await ask(page, '/api/token');
    expect(site.paths).not.toContain('/sign-in');
  });

  test('pages of other sites get nothing, by whatever kind of request', async () => {
    site = await startBrokerSite(() => ({ authorize: () => true }));
    await openPage(site.origin);
    const stranger = await openPage(`http://127.0.0.1:${site.port}`);
    const target = `${site.origin}/api/token`;
    expect(await ask(stranger, target, 'include')).toMatchObject({ code: 'network_error' });
    await stranger.evaluate(async (url) => {
      await fetch(url, { method: 'POST', mode: 'no-cors', credentials: 'include', body: '{}' });
    }, target);
    await stranger.evaluate((url) => {
      const form = Object.assign(document.createElement('form'), { method: 'post', action: url });
      document.body.append(form);
      form.submit();
    }, target);
    await expect.poll(() => site.events).toHaveLength(3);
    // Chromium may never close a page that is on its way to another one.
    await expect.poll(() => stranger.evaluate(() => location.href)).toBe(target);
    const denied = { type: 'denied', reason: 'origin', origin: `http://127.0.0.1:${site.port}` };
    expect(site.events).toMatchObject([denied, denied, denied]);
    expect(site.api.tokenRequests).toHaveLength(0);
  });

  test('pages of a named origin get a token, and see when to come back', async () => {
    site = await startBrokerSite((port) => ({ origins: [`http://127.0.0.1:${port}`], authorize: () => true }));
    const page = await openPage(`http://127.0.0.1:${site.port}`);
    const target = `${site.origin}/api/token`;
    // The broker's time stands still, so that it tells the page what it was told.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() });
    onTestFinished(() => void vi.useRealTimers());
    site.api.tokenEndpointRespondsWith(misbehave.tooManyRequests(3_600), { times: 1 });
    const told = await ask(page, target, 'include');
    expect(told).toMatchObject({ code: 'temporarily_unavailable' });
    if ('value' in told) throw new Error('There should be no token.');
    expect(told.wait.min).toBeLessThanOrEqual(3_600_000);
    expect(told.wait.max).toBeGreaterThanOrEqual(3_600_000);
    expect(site.events).toMatchObject([{ type: 'failed', status: 503 }]);
  });

  test('a page that reports one token after the other keeps working, and costs no more than a few', async () => {
    site = await startBrokerSite();
    const page = await openPage(site.origin);
    const values = await page.evaluate(async () => {
      const fetchToken = core.brokerToken('/api/token');
      const { signal } = new AbortController();
      const got = [(await fetchToken({ signal })).value];
      for (let report = 0; report < 50; report++) {
        const rejected = got.at(-1) as string;
        got.push((await fetchToken({ signal, rejected })).value);
      }
      return got;
    });
    expect(values).toHaveLength(51);
    expect(new Set(values)).toEqual(new Set(site.api.issuedTokens));
    // The first token, and what four reports cost.
    expect(site.api.tokenRequests).toHaveLength(1 + 4);
  });
});
