import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { missingChromium, startChromium } from '../browser/chromium.ts';
import { productionEnvironment } from '../bundles/production-environment.ts';
import { startServerProcess } from '../examples/server-process.ts';
import { openPage } from './open-page.ts';

const { BITQUERY_CLIENT_ID: _, BITQUERY_CLIENT_SECRET: __, PORT: ___, ...env } = productionEnvironment();
const folderOf = (example: string) => fileURLToPath(new URL(`../../examples/${example}/`, import.meta.url));

describe.each(['apollo-react', 'urql-react'])('the command of %s', (example) => {
  const cwd = folderOf(example);

  describe.skipIf(missingChromium())('in real Chromium', () => {
    let browser: BrowserContext;
    beforeAll(async () => {
      browser = await startChromium();
    });
    afterAll(() => browser?.close());

    test('starts the API, the broker and the page, in StrictMode, and Ctrl-C ends it', async () => {
      const running = startServerProcess(['start.ts'], { cwd, env, ready: /(http:\/\/127\.0\.0\.1:\d+)\// });
      onTestFinished(async () => void (await running.stop()));
      const url = await running.url;
      const open = await openPage(browser, url);
      await open.page.getByRole('button', { name: /^Revoke it/ }).click();
      await open.page.getByRole('log').getByText('sent once more with another token').first().waitFor();
      await open.goesOn();
      expect([await open.noticesSoFar(), open.complaints]).toEqual([[], []]);

      // Without timers, an effect is all that asks the server what it has seen; StrictMode runs it twice.
      const still = await browser.newPage();
      let asked = 0;
      still.on('request', (request) => {
        if (request.url() === `${url}/api/stand-in`) asked++;
      });
      await still.addInitScript(() => {
        globalThis.setInterval = (() => 0) as never;
      });
      await still.goto(url);
      await still.getByText('The server has seen').waitFor();
      await expect.poll(() => asked).toBe(2);

      expect(await running.stop()).toBe(0);
    });
  });

  test.each([
    { what: 'half of the credentials', more: { BITQUERY_CLIENT_ID: 'only-the-id' }, line: /clientSecret/ },
    { what: 'a port that is none', more: { PORT: 'eighty' }, line: /PORT must be a number/ },
  ])('says $what in one line, and the exit code is 1', async ({ more, line }) => {
    const ended = promisify(execFile)(process.execPath, ['start.ts'], { cwd, env: { ...env, ...more } });
    const error: { code: number; stdout: string; stderr: string } = await ended.then(Object, (failure) => failure);
    expect(error).toMatchObject({ code: 1, stdout: '', stderr: expect.stringMatching(line) });
    expect(error.stderr.trim()).not.toContain('\n');
  });
});
