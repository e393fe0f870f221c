import type { BrowserContext, Page } from 'playwright-core';
import { missingChromium, startChromium } from '../chromium.ts';
import { callAsText } from './call-as-text.ts';
import type { BrowserDriver, TestPage } from './test-browser.ts';

export const chromium: BrowserDriver = {
  name: 'Chromium',
  missing: missingChromium,
  async start() {
    const browser = await startChromium();
    return {
      newPage: async () => testPage(browser, await browser.newPage()),
      closePages: async () => void (await Promise.all(browser.pages().map((page) => page.close()))),
      clearCookies: () => browser.clearCookies(),
      close: () => browser.close(),
    };
  },
};

const testPage = (browser: BrowserContext, page: Page): TestPage => ({
  goto: async (url) => void (await page.goto(url)),
  evaluate: (script, ...args) => page.evaluate(callAsText(script, args)),
  addInitScript: async (script, ...args) => void (await page.addInitScript(callAsText(script, args))),
  close: () => page.close(),
  async standStill() {
    const session = await browser.newCDPSession(page);
    await session.send('Debugger.enable');
    const paused = new Promise((resolve) => session.once('Debugger.paused', resolve));
    await session.send('Debugger.pause');
    session.send('Runtime.evaluate', { expression: '0' }).catch(() => {});
    await paused;
    return async () => void (await session.send('Debugger.resume').catch(() => {}));
  },
});
