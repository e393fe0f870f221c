import { type BrowserContext, chromium } from 'playwright-core';
import { chromiumPath } from './chromium-path.ts';
import { missingBrowser } from './drivers/missing-browser.ts';

/** Why there can be no browser tests here; `undefined` when there can. In CI a missing browser is a failure. */
export const missingChromium = () => missingBrowser(chromiumPath, 'chromium-headless-shell');

/**
 * Debian's Chromium with an empty profile. Its pages are tabs of one browser; `http://*.test` is this machine too.
 *
 * @param options.isOneProcess Whether all tabs run in one process, which spares each the start of one. Default: no.
 */
export async function startChromium(options: { readonly isOneProcess?: boolean } = {}): Promise<BrowserContext> {
  const browser = await chromium.launchPersistentContext('', {
    executablePath: chromiumPath,
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP *.test 127.0.0.1',
      ...(options.isOneProcess ? ['--renderer-process-limit=1'] : []),
    ],
  });
  // How long a test may take is said where tests are; a busy machine may need long for one step.
  browser.setDefaultTimeout(0);
  return browser;
}
