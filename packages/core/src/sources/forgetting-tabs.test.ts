import { createGate } from '@token-refresher/test-support';
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { createTokenRefresher } from '../refresher/token-refresher.ts';
import type { FetchToken } from '../token.ts';
import { sharedAcrossTabs } from './shared-across-tabs.ts';
import { openTabChannel, type TabChannel } from './tab-channel.ts';

const { signal } = new AbortController();
const hourMs = 3_600_000;
const session = expect.any(Number);
const forgotten = { forget: true, session };
const told = (value: string) => ({ token: expect.objectContaining({ value }), session });
const tokenOf = (value: string) => ({ value, expiresAt: Date.now() + hourMs });

beforeEach(() => {
  vi.stubGlobal('location', new URL('https://app.example.com/'));
  const request = async (_name: string, _options: unknown, work: () => Promise<void>) => work();
  vi.stubGlobal('navigator', { locks: { request } });
});
afterEach(() => vi.unstubAllGlobals());

/** What is said on a channel, and a way to say something. */
function listen(name: string) {
  const channel = new BroadcastChannel(`token-refresher:${name}`);
  const heard: Record<string, unknown>[] = [];
  channel.onmessage = ({ data }) => heard.push(data);
  onTestFinished(() => channel.close());
  return { heard, say: (data: unknown) => channel.postMessage(data) };
}

/** One tab, whose source gives the token of whoever is signed in. */
function tab(name: string, user: () => string) {
  let calls = 0;
  const source: FetchToken = async () => {
    calls += 1;
    return tokenOf(user());
  };
  const tokens = createTokenRefresher(sharedAcrossTabs(source, { name }));
  onTestFinished(() => tokens.close());
  return { tokens, calls: () => calls, value: async () => (await tokens.getToken()).value };
}

describe.each(['reset', 'close'] as const)('%s', (end) => {
  test('lets no tab hand the token of the first user to the second one', async () => {
    let user = 'ada';
    const name = `signing out by ${end}`;
    const [one, two] = [tab(name, () => user), tab(name, () => user)];
    expect([await one.value(), await two.value()]).toEqual(['ada', 'ada']);
    expect(one.calls() + two.calls()).toBe(1);
    const { heard } = listen(name);
    user = 'bob';
    one.tokens[end]();
    await expect.poll(() => heard).toContainEqual(forgotten);
    const next = end === 'reset' ? one : tab(name, () => user);
    expect(await next.value()).toBe('bob');
    expect(await tab(name, () => user).value()).toBe('bob');
  });

  test('a token that was being fetched meanwhile is told to nobody', async () => {
    const name = `late by ${end}`;
    const gate = createGate();
    const source: FetchToken = async () => {
      await gate.pass();
      return tokenOf('ada');
    };
    const { heard } = listen(name);
    const tokens = createTokenRefresher(sharedAcrossTabs(source, { name }));
    const waiting = tokens.getToken().catch((error) => error);
    await gate.waitFor(1);
    tokens[end]();
    gate.release();
    expect(await waiting).toMatchObject({ code: end === 'reset' ? 'reset' : 'closed' });
    expect(await tab(name, () => 'bob').value()).toBe('bob');
    await expect.poll(() => heard).toContainEqual(told('bob'));
    expect(JSON.stringify(heard)).not.toContain('ada');
    tokens.close();
  });

  test('in a tab that has not asked for a token yet is told to the others', async () => {
    const name = `quiet ${end}`;
    const { heard } = listen(name);
    tab(name, () => 'ada').tokens[end]();
    await expect.poll(() => heard).toEqual([forgotten]);
  });
});

describe('a token that is on its way while all is forgotten', () => {
  const open = (name: string) => {
    const channel = openTabChannel(name) as TabChannel;
    onTestFinished(channel.close);
    return channel;
  };

  test.each([0, 2, 4, 6, 10])('by a new tab, %i turns after it has asked: is not used', async (turns) => {
    let user = 'ada';
    const name = `asked ${turns} turns ago`;
    const one = tab(name, () => user);
    one.tokens.reset();
    expect(await one.value()).toBe('ada');
    const two = tab(name, () => user);
    const first = two.value().catch(({ code }) => code);
    for (let i = 0; i < turns; i++) await Promise.resolve();
    user = 'bob';
    two.tokens.reset();
    expect(await two.value()).toBe('bob');
    expect(await first).toBe('reset');
    expect(await tab(name, () => user).value()).toBe('bob');
  });

  test('is not stored either where nobody waits for it', async () => {
    const [one, two, after] = ['told', 'told', 'told'].map(open) as [TabChannel, TabChannel, TabChannel];
    one.startSharing()(tokenOf('ada'));
    two.forgetAll();
    two.startSharing()(tokenOf('bob'));
    await expect.poll(() => after.find([])?.value).toBe('bob');
    await expect.poll(() => one.find([])?.value).toBe('bob');
    expect(two.find([])?.value).toBe('bob');
  });

  test.each(['first', 'second'])('tabs that forget at the same time understand each other: the %s one', async (who) => {
    const name = `token-refresher:at the same time, ${who}`;
    const [one, two] = [open(name), open(name)];
    const { heard } = listen(name.slice('token-refresher:'.length));
    one.forgetAll();
    two.forgetAll();
    two.forgetAll();
    await expect.poll(() => heard).toHaveLength(3);
    const [teller, hearer] = who === 'first' ? [one, two] : [two, one];
    teller.startSharing()(tokenOf('bob'));
    await expect.poll(() => heard).toHaveLength(4);
    await expect.poll(() => hearer.find([])?.value).toBe('bob');
  });

  test('a tab that has missed it learns of it from the next message', async () => {
    const { say } = listen('missed');
    const channel = open('token-refresher:missed');
    const held = () => channel.find([])?.value;
    say({ token: tokenOf('ada') });
    await expect.poll(held).toBe('ada');
    say({ ask: { unwanted: [], rejected: undefined }, session: 5 });
    await expect.poll(held).toBeUndefined();
    say({ token: tokenOf('ada'), session: 4 });
    say({ token: { ...tokenOf('bob'), expiresAt: Date.now() + 1000 }, session: 5 });
    await expect.poll(held).toBe('bob');
  });
});

test('after close a tab neither answers nor hears, and a call goes to the source', async () => {
  const { heard, say } = listen('closed');
  const fetchToken = sharedAcrossTabs(async () => tokenOf('ada'), { name: 'closed' });
  await fetchToken({ signal });
  fetchToken.close?.();
  await expect.poll(() => heard).toContainEqual(forgotten);
  const before = heard.length;
  say({ token: tokenOf('carol') });
  say({ ask: { unwanted: [], rejected: undefined } });
  expect((await fetchToken({ signal })).value).toBe('ada');
  await tab('closed', () => 'bob').value();
  await expect.poll(() => heard).toContainEqual(told('bob'));
  expect(JSON.stringify(heard.slice(before))).not.toMatch(/ada|carol/);
});

test('the source is told too, and what it says about itself is passed on', () => {
  const source = Object.assign(async () => tokenOf('ada'), { isRepeatable: false, reset: vi.fn(), close: vi.fn() });
  const fetchToken = sharedAcrossTabs(source, { name: 'members' });
  expect(fetchToken.isRepeatable).toBe(false);
  fetchToken.reset?.();
  fetchToken.close?.();
  expect([source.reset, source.close].map(({ mock }) => mock.calls.length)).toEqual([1, 1]);
  expect(sharedAcrossTabs(async () => tokenOf('ada'), { name: 'members' }).isRepeatable).toBeUndefined();
});

test.each<[boolean | undefined, number]>([
  [false, 0],
  [undefined, 1],
])('with isRepeatable %s the turn of a tab that stands still is taken away %i times', async (isRepeatable, steals) => {
  let stolen = 0;
  const held = createGate();
  const request = (_name: string, options: { steal?: boolean; signal?: AbortSignal }, work: () => Promise<void>) => {
    if (options.steal) {
      stolen += 1;
      return work();
    }
    held.pass();
    return new Promise((_, reject) => options.signal?.addEventListener('abort', () => reject(new Error('aborted'))));
  };
  vi.stubGlobal('navigator', { locks: { request } });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  onTestFinished(() => void vi.useRealTimers());
  const source = Object.assign(async () => tokenOf('ada'), { isRepeatable });
  const waiting = new AbortController();
  const fetching = sharedAcrossTabs(source, { name: `patient ${isRepeatable}` })({ signal: waiting.signal });
  fetching.catch(() => {});
  await held.waitFor(1);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(stolen).toBe(steals);
  waiting.abort();
});

test.each([
  null,
  undefined,
  7,
  'text',
  [],
  { ask: null },
  { ask: 7 },
  { ask: {} },
  { ask: { unwanted: null } },
  { ask: { unwanted: 'abc', rejected: {} } },
  { ask: { unwanted: [null, {}], rejected: [] } },
  { token: 7 },
  { token: [] },
  { forget: 'yes' },
  { session: 'now' },
  { session: Number.NaN },
  { session: Number.POSITIVE_INFINITY },
])('%j on the channel harms nobody', async (odd) => {
  const name = `odd ${JSON.stringify(odd)}`;
  const { heard, say } = listen(name);
  const fetchToken = sharedAcrossTabs(async () => tokenOf('ada'), { name });
  await fetchToken({ signal });
  say(odd);
  say({ ask: { unwanted: [], rejected: undefined } });
  await expect.poll(() => heard.filter(({ token }) => token).length).toBeGreaterThanOrEqual(2);
});
