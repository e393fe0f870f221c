import { describe, expect, onTestFinished, test } from 'vitest';
import { localApi } from '../cli/local-api.ts';
import { startProxy } from '../cli/proxy-process.ts';
import { missingChromium, startChromium } from './chromium.ts';

describe.skipIf(missingChromium())('in real Chromium', () => {
  test('the page with GraphiQL runs queries and subscriptions without the internet and without a token', async () => {
    const api = await localApi();
    const proxy = await startProxy(api, ['--graphiql', '--websocket-token', 'url']);
    const browser = await startChromium();
    onTestFinished(() => browser.close());
    const page = await browser.newPage();
    const elsewhere: string[] = [];
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (/^(?:http|ws)s?:$/.test(protocol) && origin !== proxy.origin) elsewhere.push(request.url());
    });
    const problems: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') problems.push(message.text());
    });

    const run = async (operation: string) => {
      await page.goto(`${proxy.origin}/graphiql`);
      await page.locator('.graphiql-query-editor .CodeMirror').click();
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.insertText(operation);
      // GraphiQL reads what was typed a moment later, and keeps it then; before that it takes all for a query.
      await page.waitForFunction((typed) => Object.values(localStorage).some((kept) => kept === typed), operation);
      await page.locator('.graphiql-execute-button').click();
    };
    const result = page.locator('.graphiql-response .result-window');

    await run('{ viewer }');
    await result.getByText('"viewer"').first().waitFor();
    api.revokeAll();
    await run('subscription { EVM(network: eth) { DEXTrades { Transaction { Hash } } } }');
    await api.live.subscriptionsReached(1);
    const [hash = ''] = api.live.publish();
    await result.getByText(hash).first().waitFor();

    expect(elsewhere).toEqual([]);
    expect(problems).toEqual([]);
    expect(api.graphqlRequests.length).toBeGreaterThan(1);
  });
});
