import { describe } from 'vitest';
import { chromium } from './chromium.ts';
import { firefox } from './firefox.ts';
import type { BrowserDriver } from './test-browser.ts';

/** Describes what holds in every browser that these tests run in. */
export function inEachBrowser(tests: (browser: BrowserDriver) => void): void {
  for (const browser of [chromium, firefox])
    describe.skipIf(browser.missing())(`in real ${browser.name}`, () => tests(browser));
}
