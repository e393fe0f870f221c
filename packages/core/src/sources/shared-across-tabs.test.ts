import { createGate } from '@token-refresher/test-support';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { AccessToken, FetchToken } from '../token.ts';
import { brokerToken } from './broker-token.ts';
import { type SharedAcrossTabsOptions, sharedAcrossTabs } from './shared-across-tabs.ts';

// How tabs get along is tested in a real browser: test/browser/tabs.test.ts.

const { signal } = new AbortController();
const lifeMs = 3_600_000;

/** A page without other tabs, whose locks are granted at once. */
function imitatePage(): void {
  vi.stubGlobal('location', new URL('https://app.example.com/'));
  const request = async (_name: string, _options: unknown, work: () => Promise<void>) => work();
  vi.stubGlobal('navigator', { locks: { request } });
}

/** Another tab's end of the channel, and what it hears. */
function otherTab(name: string) {
  const channel = new BroadcastChannel(`token-refresher:${name}`);
  const heard: unknown[] = [];
  let onHeard = () => {};
  channel.onmessage = ({ data }) => {
    heard.push(data);
    onHeard();
  };
  onTestFinished(() => channel.close());
  const reached = (count: number) =>
    new Promise<void>((resolve) => {
      onHeard = () => heard.length >= count && resolve();
      onHeard();
    });
  return { heard, reached, tell: (data: unknown) => channel.postMessage(data) };
}

/** Tokens t1, t2, … */
function counting(): FetchToken & { calls: number } {
  const fetchToken = async (): Promise<AccessToken> => {
    fetchToken.calls++;
    return { value: `t${fetchToken.calls}`, expiresAt: Date.now() + lifeMs };
  };
  fetchToken.calls = 0;
  return fetchToken;
}

beforeEach(imitatePage);
afterEach(() => vi.unstubAllGlobals());

test.each<[string, () => void]>([
  ['on a server', () => vi.stubGlobal('location', undefined)],
  ['over plain http, where there are no locks', () => vi.stubGlobal('navigator', {})],
  ['without a navigator', () => vi.stubGlobal('navigator', undefined)],
  ['without BroadcastChannel', () => vi.stubGlobal('BroadcastChannel', undefined)],
  [
    'where BroadcastChannel is forbidden',
    () =>
      vi.stubGlobal(
        'BroadcastChannel',
        class {
          constructor() {
            throw new DOMException('', 'SecurityError');
          }
        },
      ),
  ],
  [
    'where locks are forbidden',
    () =>
      vi.stubGlobal('navigator', { locks: { request: () => Promise.reject(new DOMException('', 'SecurityError')) } }),
  ],
])('%s a call goes to the source, and so do reset and close', async (_name, take) => {
  take();
  const source = counting();
  const ends: string[] = [];
  Object.assign(source, { reset: () => ends.push('reset'), close: () => ends.push('close') });
  const fetchToken = sharedAcrossTabs(source, { name: `fallback ${_name}` });
  expect((await fetchToken({ signal })).value).toBe('t1');
  expect((await fetchToken({ signal, rejected: 't1' })).value).toBe('t2');
  fetchToken.reset?.();
  fetchToken.close?.();
  expect(ends).toEqual(['reset', 'close']);
});

test('tells the others a token as soon as it has one, and answers those who ask later', async () => {
  const tab = otherTab('told');
  const { value, expiresAt } = await sharedAcrossTabs(counting(), { name: 'told' })({ signal });
  await tab.reached(2);
  expect(tab.heard).toEqual([
    { ask: { unwanted: [], rejected: undefined }, session: 0 },
    { token: { value, expiresAt }, session: 0 },
  ]);
  tab.tell({ ask: { unwanted: [], rejected: undefined } });
  await tab.reached(3);
  expect(tab.heard[2]).toEqual({ token: { value, expiresAt }, session: 0 });
});

test("tells the others a token's scope", async () => {
  const tab = otherTab('scope');
  const token = { value: 't', expiresAt: Date.now() + lifeMs, scope: 'read write' };
  await sharedAcrossTabs(async () => token, { name: 'scope' })({ signal });
  await tab.reached(2);
  expect(tab.heard[1]).toMatchObject({ token });
});

test('does not answer with a token that the asking tab does not want, nor ever again with a rejected one', async () => {
  const tab = otherTab('rejected');
  const fetchToken = sharedAcrossTabs(counting(), { name: 'rejected' });
  await fetchToken({ signal });
  tab.tell({ ask: { unwanted: ['t1'], rejected: 't1' } });
  tab.tell({ ask: { unwanted: [], rejected: undefined } });
  await fetchToken({ signal });
  await tab.reached(4);
  const told = tab.heard.flatMap((message) => (message as { token?: AccessToken }).token?.value ?? []);
  expect(told).toEqual(['t1', 't2']);
});

test.each<[string, unknown]>([
  ['an expired token', { value: 'x', expiresAt: 1 }],
  ['a token without expiry', { value: 'x' }],
  ['a token with a line break', { value: 'x\n', expiresAt: Date.now() + lifeMs }],
  ['a token with an expiry that is none', { value: 'x', expiresAt: '9e15' }],
  ['a token with a scope that is none', { value: 'x', expiresAt: Date.now() + lifeMs, scope: 7 }],
  ['no token', null],
])('does not take %s from another tab', async (name, token) => {
  const tab = otherTab(name);
  const source = counting();
  const fetching = sharedAcrossTabs(source, { name })({ signal });
  tab.tell({ token });
  expect((await fetching).value).toBe('t1');
});

test('takes a token that another tab tells, without a request', async () => {
  const tab = otherTab('taken');
  const source = counting();
  const fetching = sharedAcrossTabs(source, { name: 'taken' })({ signal });
  tab.tell({ token: { value: 'theirs', expiresAt: Date.now() + lifeMs, scope: 'api' } });
  expect(await fetching).toMatchObject({ value: 'theirs', scope: 'api' });
  expect(source.calls).toBe(0);
});

test('a tab that has missed the newest token does not bring the old one back', async () => {
  const tab = otherTab('late');
  const source = counting();
  const fetchToken = sharedAcrossTabs(source, { name: 'late' });
  await fetchToken({ signal });
  tab.tell({ token: { value: 'older', expiresAt: Date.now() + lifeMs / 2 } });
  tab.tell({ ask: { unwanted: [], rejected: undefined } });
  await tab.reached(3);
  expect(tab.heard[2]).toMatchObject({ token: { value: 't1' } });
});

test('a token without expiry is used and not told', async () => {
  const tab = otherTab('no expiry');
  const fetchToken = sharedAcrossTabs(async () => ({ value: 't' }), { name: 'no expiry' });
  expect(await fetchToken({ signal })).toEqual({ value: 't' });
  await fetchToken({ signal });
  await tab.reached(2);
  expect(tab.heard).toEqual([
    expect.objectContaining({ ask: expect.anything() }),
    expect.objectContaining({ ask: expect.anything() }),
  ]);
});

test('an aborted call throws the reason, and the turn goes on to the next', async () => {
  const controller = new AbortController();
  const asking = createGate();
  let calls = 0;
  const source: FetchToken = ({ signal: theirs }) => {
    if (++calls > 1) return Promise.resolve({ value: 't', expiresAt: Date.now() + lifeMs });
    asking.pass();
    return new Promise((_, reject) => theirs.addEventListener('abort', () => reject(theirs.reason)));
  };
  const fetchToken = sharedAcrossTabs(source, { name: 'aborted' });
  const waiting = fetchToken({ signal: controller.signal });
  await asking.waitFor(1);
  const reason = new Error('nobody waits');
  controller.abort(reason);
  await expect(waiting).rejects.toBe(reason);
  await expect(fetchToken({ signal: controller.signal })).rejects.toBe(reason);
  expect((await fetchToken({ signal })).value).toBe('t');
});

test("a failure is the caller's, and the next call asks again", async () => {
  let calls = 0;
  const fetchToken = sharedAcrossTabs(
    async () => {
      if (++calls === 1) throw new Error('down');
      return { value: 't' };
    },
    { name: 'failing' },
  );
  await expect(fetchToken({ signal })).rejects.toThrow('down');
  expect((await fetchToken({ signal })).value).toBe('t');
});

test("the default name is the broker's address", async () => {
  const tab = otherTab('https://app.example.com/api/token');
  const fetch = async () => Response.json({ access_token: 't1', token_type: 'Bearer', expires_in: 60 });
  await sharedAcrossTabs(brokerToken('/api/token', { fetch }))({ signal });
  await tab.reached(2);
});

test.each<[unknown, SharedAcrossTabsOptions | undefined, RegExp]>([
  [undefined, { name: 'x' }, /fetchToken must be a function/],
  [async () => ({ value: 't' }), undefined, /^sharedAcrossTabs: option "name" must be a text/],
  [async () => ({ value: 't' }), { name: '' }, /option "name" must be a text/],
  [brokerToken('/token'), { name: 7 as never }, /option "name" must be a text/],
  [brokerToken('/token'), { nam: 'x' } as never, /^sharedAcrossTabs: option "nam" is not known/],
])('sharedAcrossTabs(%o, %o): TypeError at once', (fetchToken, options, message) => {
  expect(() => sharedAcrossTabs(fetchToken as FetchToken, options)).toThrow(TypeError);
  expect(() => sharedAcrossTabs(fetchToken as FetchToken, options)).toThrow(message);
});
