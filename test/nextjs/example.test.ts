import { join } from 'node:path';
import { createGate, type LocalApi, startLocalApi } from '@token-refresher/test-support';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { missingChromium } from '../browser/chromium.ts';
import { secretWords, wordsIn } from '../bundles/words-of-the-secret.ts';
import { removeApp } from './app-folder.ts';
import { copyOfExample } from './example-copy.ts';
import { promiseInChromium } from './promises-in-chromium.ts';
import { runExample } from './run-example.ts';
import type { Stage } from './stage.ts';
import { signInAt } from './visitor.ts';

const rows = (html: string) => html.match(/<tr><td>/g)?.length ?? 0;
const tokensSeenBy = (api: LocalApi) => new Set(api.graphqlRequests.map(({ token }) => token));

let stage: Stage;
beforeAll(async () => {
  const folder = await copyOfExample('example');
  const alder = await startLocalApi({ cors: true });
  const birch = await startLocalApi({ cors: true });
  const running = runExample(folder, [], { Alder: alder, Birch: birch });
  stage = { folder, alder, birch, running };
  await running.url;
});
afterAll(async () => {
  if (!stage) return;
  await stage.running.stop();
  await Promise.all([stage.alder.close(), stage.birch.close(), removeApp(stage.folder)]);
});
beforeEach(() => {
  stage.alder.resetLog();
  stage.birch.resetLog();
});

test('two accounts that are rendered at the same time share no token, and each costs one token request', async () => {
  const { alder, birch, running } = stage;
  const url = await running.url;
  const gate = createGate();
  for (const api of [alder, birch]) api.tokenEndpointRespondsWith({ kind: 'hold', gate }, { times: 1 });
  const visitors = await Promise.all([signInAt(url, 'alder'), signInAt(url, 'birch')]);
  const pages = Promise.all(Array.from({ length: 50 }, () => visitors.map((visitor) => visitor.load())).flat());
  const [html] = await Promise.all([pages, gate.waitFor(2).then(() => gate.release())]);
  expect(html.map((page) => page.includes('<h1>Alder</h1>'))).toEqual(html.map((_, index) => index % 2 === 0));
  expect(html.map(rows)).toEqual(html.map(() => 8));
  for (const api of [alder, birch]) {
    expect(api.tokenRequests.map(({ outcome }) => outcome)).toEqual(['issued']);
    expect(api.graphqlRequests).toHaveLength(100);
    expect(new Set(api.graphqlRequests.map(({ outcome }) => outcome))).toEqual(new Set(['answered']));
    expect(tokensSeenBy(api)).toEqual(new Set(api.issuedTokens));
  }

  // What the browser gets on a soft navigation.
  const payloads = await Promise.all(visitors.map((visitor) => visitor.load({ rsc: '1' })));
  expect(payloads.map((payload) => /^\d+:/.test(payload) && payload.includes('uniswap_v3'))).toEqual([true, true]);
  const secrets = [alder, birch].flatMap((api) => [api.clientSecret, api.clientId, ...api.issuedTokens]);
  for (const text of [...html, ...payloads]) expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
});

test('pages and the broker use one refresher for each account', async () => {
  const { alder, birch, running } = stage;
  const visitor = await signInAt(await running.url, 'alder');
  const token = async () => (await (await visitor.askForToken()).json()).access_token;
  expect(await token()).toBe(alder.issuedTokens[0]);
  alder.revokeAll();
  expect(rows(await visitor.load())).toBe(8);
  expect(await token()).toBe(alder.issuedTokens[1]);
  expect([alder.tokenRequests.length, birch.tokenRequests.length]).toEqual([1, 0]);
});

test('who is not signed in gets neither rows nor a token', async () => {
  const url = await stage.running.url;
  const page = await (await fetch(url)).text();
  expect(page).toContain('Sign in as');
  expect(rows(page)).toBe(0);
  const headers = { 'content-type': 'application/json' };
  const broker = await fetch(`${url}/api/token?account=alder`, { method: 'POST', headers });
  expect(broker.status).toBe(401);
});

test('what browsers get holds neither a secret nor the words of the code that holds one', async () => {
  const { folder, alder, birch } = stage;
  const secrets = [alder, birch].flatMap(({ clientId, clientSecret }) => [clientId, clientSecret]);
  expect(await wordsIn(join(folder, '.next/static'), [...secretWords, ...secrets])).toEqual([]);
  const onServer = (await wordsIn(join(folder, '.next/server'), secretWords)).join('\n');
  for (const word of ['client_credentials', 'clientSecret', 'private_key_jwt']) expect(onServer).toContain(word);
});

describe.skipIf(missingChromium())('in real Chromium', () => promiseInChromium(() => stage));

test('Ctrl-C ends it, and nothing is left running', async () => {
  const { running } = stage;
  expect(await running.stop()).toBe(0);
  await expect(fetch(await running.url)).rejects.toThrow('fetch failed');
});
