import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import puppeteer, { type Page } from 'puppeteer-core';
import { callAsText } from './call-as-text.ts';
import { missingBrowser } from './missing-browser.ts';
import type { BrowserDriver, TestPage } from './test-browser.ts';

const executablePath = '/usr/bin/firefox-esr';

const preferences = {
  'network.dns.localDomains': 'app.test',
  // Tabs come and go. A process that stays for the next one spares it the start of another, which costs more than a test.
  'dom.ipc.keepProcessesAlive.web': 8,
  'dom.ipc.processPrelaunch.enabled': false,
  // Nobody looks at the window.
  'ui.prefersReducedMotion': 1,
  'layout.frame_rate': 5,
};

/** Debian's Firefox, by WebDriver BiDi; `http://app.test` is this machine too. */
export const firefox: BrowserDriver = {
  name: 'Firefox',
  missing: () => missingBrowser(executablePath, 'firefox-esr'),
  async start() {
    const browser = await puppeteer.launch({
      browser: 'firefox',
      executablePath,
      headless: true,
      // How long a test may take is said where tests are; a busy machine may need long for one step.
      timeout: 0,
      protocolTimeout: 0,
      extraPrefsFirefox: preferences,
    });
    const waitingRoom = await openWaitingRoom();
    // Beside them there is the tab that Firefox starts with, and that keeps its window open.
    const pages = new Set<Page>();
    return {
      async newPage() {
        const page = await browser.newPage();
        page.setDefaultTimeout(0);
        pages.add(page);
        return testPage(page, waitingRoom);
      },
      async closePages() {
        await Promise.all([...pages].map(async (page) => page.isClosed() || page.close()));
        pages.clear();
      },
      clearCookies: async () => browser.deleteCookie(...(await browser.cookies())),
      async close() {
        await browser.close();
        waitingRoom.close();
      },
    };
  },
};

const testPage = (page: Page, waitingRoom: WaitingRoom): TestPage => ({
  goto: async (url) => void (await page.goto(url)),
  evaluate: async <Args extends readonly unknown[], Result>(
    script: (...args: Args) => Result | Promise<Result>,
    ...args: Args
  ) => (await page.evaluate(callAsText(script, args))) as Result,
  addInitScript: async (script, ...args) => void (await page.evaluateOnNewDocument(callAsText(script, args))),
  close: () => page.close(),
  // BiDi has no debugger. While a page waits for a synchronous request, Firefox keeps everything else from it.
  async standStill() {
    const { url, entered, letGo } = waitingRoom.nextDoor();
    const stands = page.evaluate(
      callAsText(
        (url: string) => {
          const request = new XMLHttpRequest();
          request.open('GET', url, false);
          request.send();
        },
        [url],
      ),
    );
    await Promise.race([entered, stands]);
    return async () => {
      letGo();
      await stands;
    };
  },
});

type WaitingRoom = Awaited<ReturnType<typeof openWaitingRoom>>;

/** A server whose responses come when a test says so. */
async function openWaitingRoom() {
  const doors: ((response: ServerResponse) => void)[] = [];
  const server = createServer(({ url = '' }, response) => {
    response.writeHead(200, { 'access-control-allow-origin': '*' });
    doors[Number(url.slice(1))]?.(response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    nextDoor() {
      const url = `${origin}/${doors.length}`;
      const entered = new Promise<ServerResponse>((resolve) => doors.push(resolve));
      return { url, entered, letGo: () => void entered.then((response) => response.end()) };
    },
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
