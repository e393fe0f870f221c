import type { BrowserContext, Page } from 'playwright-core';
import { limit, patience, responseWait } from '../browser/held-timers.ts';

/** An open example page, and what it has shown that it should not. */
export interface OpenPage {
  readonly page: Page;
  /** Every notice of a problem that was visible at any time since the last call. */
  noticesSoFar(): Promise<string[]>;
  /** Errors that the page's code has thrown, and what it has written to the console, network failures left out. */
  readonly complaints: readonly string[];
  /** Paths of the requests to its own server, in order. */
  readonly paths: readonly string[];
  /** As though a minute had passed for what the page's token refresher counts: its budget and its pauses. */
  letRest(): Promise<void>;
  /** Resolves when both tables show trades that they do not show now. */
  goesOn(): Promise<void>;
}

declare global {
  /** What {@link openPage} has seen appear. */
  var notices: string[];
  /** By so much the page's monotonic clock is ahead, in milliseconds. */
  var skippedMs: number;
}

/** What browsers write themselves when a request is refused. */
const aboutNetwork = /^Failed to load resource|^WebSocket connection to/;

/**
 * Opens the page in a new tab and waits until both tables show trades.
 *
 * @param isOneOfMany Whether other tabs are to share its token, however late they hear of it. Default: no.
 */
export async function openPage(browser: BrowserContext, url: string, isOneOfMany = false): Promise<OpenPage> {
  const page = await browser.newPage();
  // Without a graphics card, transitions in many tabs would take all of the machine.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const complaints: string[] = [];
  const paths: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    const text = message.text();
    if (['error', 'warning'].includes(message.type()) && !aboutNetwork.test(text)) complaints.push(text);
  });
  page.on('request', (request) => {
    const address = new URL(request.url());
    if (address.origin === new URL(url).origin) paths.push(address.pathname);
  });
  // On a busy machine a page may give up, or lose its turn to another tab: the product allows that.
  await page.addInitScript(
    (patient) => {
      const { setTimeout } = globalThis;
      const isPatient = (ms: number) => patient.some(([from, to]) => ms >= from && ms <= to);
      globalThis.setTimeout = ((callback: () => void, ms = 0, ...rest: unknown[]) =>
        setTimeout(callback, isPatient(ms) ? 30 * ms : ms, ...rest)) as typeof setTimeout;
    },
    [patience, limit, ...(isOneOfMany ? [responseWait] : [])],
  );
  await page.addInitScript(() => {
    globalThis.notices = [];
    globalThis.skippedMs = 0;
    const monotonicNow = performance.now.bind(performance);
    performance.now = () => monotonicNow() + globalThis.skippedMs;
    new MutationObserver(() => {
      for (const { textContent } of document.querySelectorAll('.notice')) {
        if (textContent && globalThis.notices.at(-1) !== textContent) globalThis.notices.push(textContent);
      }
    }).observe(document, { subtree: true, childList: true, characterData: true });
  });
  await page.goto(url);

  const firstRow = (label: string) => page.getByRole('table', { name: label }).locator('tbody tr[title]').first();
  const goesOn = async (label: string) => {
    const row = firstRow(label);
    await row.waitFor();
    const shown = await row.getAttribute('title');
    await page.locator(`table[aria-label="${label}"] tbody tr:first-child[title]:not([title="${shown}"])`).waitFor();
  };
  await Promise.all(['Latest trades', 'Live trades'].map((label) => firstRow(label).waitFor()));
  return {
    page,
    complaints,
    paths,
    noticesSoFar: () => page.evaluate(() => globalThis.notices.splice(0)),
    letRest: () =>
      page.evaluate(() => {
        globalThis.skippedMs += 60_000;
      }),
    goesOn: async () => void (await Promise.all(['Latest trades', 'Live trades'].map(goesOn))),
  };
}
