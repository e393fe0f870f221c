import { execFile } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type TokenRefresher, TokenRequestError } from '@token-refresher/core';
import { createGate } from '@token-refresher/test-support';
import { afterAll, describe, expect, test } from 'vitest';
import { compile } from './compile.ts';
import { page, readExamples } from './examples.ts';
import { loadSession, startSessionApi } from './load-session.ts';

const folder = fileURLToPath(new URL('../.migration/', import.meta.url));
const { shared, examples } = readExamples();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the page has four pairs, the files that they import, and a session of urql', () => {
  expect(shared.map(({ file }) => file)).toEqual(['fetch-token.ts', 'tokens.ts', 'session.ts']);
  expect(examples.map(({ half }) => half)).toEqual(Array.from({ length: 4 }, () => ['before', 'after']).flat());
});

describe('both halves compile', () => {
  test.each([true, false])('with Apollo Client 3: %s', async (isForApollo3) => {
    const fitting = examples.filter((example) => example.isForApollo3 === isForApollo3);
    expect(await compile(join(folder, `types-${isForApollo3}`), { shared, examples: fitting })).toEqual([]);
  });
});

/** Resolves when this refresher begins a refresh. */
const refreshStarts = (tokens: TokenRefresher) =>
  new Promise<void>((resolve) => {
    const unsubscribe = tokens.subscribe(({ type }) => {
      if (type !== 'refresh-started') return;
      unsubscribe();
      resolve();
    });
  });

/** Resolves when no refresh of this refresh token is under way, and what follows it has begun. */
async function untilUnlocked(refreshToken: string, roundTrip: () => Promise<unknown>): Promise<void> {
  const isLocked = async () => {
    const { held = [], pending = [] } = await navigator.locks.query();
    return [...held, ...pending].some(({ name }) => name?.includes(refreshToken));
  };
  let trips = 0;
  do {
    if (trips++ === 500) expect.fail(`The lock of ${refreshToken} is never released.`);
    await roundTrip();
  } while (await isLocked());
  await roundTrip();
}

describe('a session whose refresh is a mutation of the same API', () => {
  const inAnHour = `${Date.now() + 3_600_000}`;

  test('a saved token serves until the API rejects it; then the session is refreshed, once for all', async () => {
    const { state, ask, saved } = await loadSession({
      token: 'token-0',
      refreshToken: 'refresh 0',
      expiresAt: inAnHour,
    });
    state.token = 'token-0';
    expect(await ask()).toMatchObject({ data: { viewer: 'ada' } });
    expect(state.refreshes).toBe(0);
    state.token = 'revoked';
    // Two operations: the client would share the response to the same query asked twice.
    const results = await Promise.all([ask(), ask('query Again { viewer }')]);
    expect(state.sent).toHaveLength(6);
    expect(results).toMatchObject([{ data: { viewer: 'ada' } }, { data: { viewer: 'ada' } }]);
    expect(state.refreshes).toBe(1);
    expect(Object.fromEntries(saved)).toMatchObject({ token: 'token-1', refreshToken: 'refresh-1' });
  });

  test('a token is refreshed before it expires', async () => {
    const { state, ask, tokens, clock } = await loadSession({
      token: 'token-0',
      refreshToken: 'refresh 0',
      expiresAt: inAnHour,
    });
    state.token = 'token-0';
    await ask();
    await clock.advance(3_599_000);
    const isRefreshed = new Promise<void>((resolve) => {
      tokens.subscribe(({ type }) => type === 'refresh-succeeded' && resolve());
    });
    expect(await ask()).toMatchObject({ data: { viewer: 'ada' } });
    await isRefreshed;
    expect([state.refreshes, tokens.peek()?.value]).toEqual([1, 'token-1']);
  });

  test('a saved token whose time is over is not sent', async () => {
    const { state, ask } = await loadSession({ token: 'token-0', refreshToken: 'refresh 0', expiresAt: '1' });
    expect(await ask()).toMatchObject({ data: { viewer: 'ada' } });
    expect(state.sent).toEqual([undefined, 'Bearer token-1']);
  });

  test('an API that fails is no end of the session', async () => {
    const { state, ask, saved, tokens, clock } = await loadSession({ refreshToken: 'refresh 0' });
    const codes: string[] = [];
    tokens.subscribe((event) => event.type === 'refresh-failed' && codes.push(event.code));
    state.isBroken = true;
    expect(TokenRequestError.is((await ask()).error?.networkError)).toBe(true);
    expect(codes).toEqual(['fetch_token_failed']);
    expect(saved.get('refreshToken')).toBe('refresh 0');
    state.isBroken = false;
    await clock.advance(60_000);
    expect(await ask()).toMatchObject({ data: { viewer: 'ada' } });
  });

  test('a refresh that outlasts the time limit is waited for, and its refresh token sent once', async () => {
    const { state, ask, saved, tokens, clock } = await loadSession({ refreshToken: 'refresh 0' });
    const gate = createGate();
    state.beforeRefresh = () => gate.pass();
    const first = ask();
    await gate.waitFor(1);
    await clock.advance(10_000);
    expect((await first).error?.networkError).toMatchObject({ code: 'timeout' });

    await clock.advance(1_000);
    let started = refreshStarts(tokens);
    const second = ask();
    await started;
    // A button "try again", say.
    tokens.reset();
    expect((await second).error?.networkError).toMatchObject({ code: 'reset' });
    started = refreshStarts(tokens);
    const third = ask();
    await started;
    await clock.advance(0); // the source has been asked
    gate.release();
    expect(await third).toMatchObject({ data: { viewer: 'ada' } });
    expect(state.refreshes).toBe(1);
    expect(Object.fromEntries(saved)).toMatchObject({ token: 'token-1', refreshToken: 'refresh-1' });
  });

  test('a session that another tab has refreshed meanwhile goes on', async () => {
    const { state, ask, saved } = await loadSession({ refreshToken: 'refresh 0' });
    state.beforeRefresh = () => {
      state.token = 'token-of-the-other-tab';
      state.refreshToken = 'refresh-of-the-other-tab';
      const { token, refreshToken } = state;
      for (const [key, value] of Object.entries({ token, refreshToken, expiresAt: inAnHour })) saved.set(key, value);
    };
    expect(await ask()).toMatchObject({ data: { viewer: 'ada' } });
    expect(state.refreshes).toBe(1);
    expect(Object.fromEntries(saved)).toMatchObject({ refreshToken: 'refresh-of-the-other-tab' });
  });

  test('tabs that share what was saved refresh it once for all, also when that outlasts the time limit', async () => {
    const { state, load } = await startSessionApi();
    const one = await load({ refreshToken: 'refresh 0' });
    const two = await load({}, one.saved);
    const gate = createGate();
    state.beforeRefresh = () => gate.pass();
    const first = one.ask();
    await gate.waitFor(1);
    await one.clock.advance(10_000);
    expect((await first).error?.networkError).toMatchObject({ code: 'timeout' });
    const started = refreshStarts(two.tokens);
    const second = two.ask();
    await started;
    await two.clock.advance(0); // its source has been asked
    gate.release();
    expect(await second).toMatchObject({ data: { viewer: 'ada' } });
    await one.clock.advance(1_000);
    expect(await one.ask()).toMatchObject({ data: { viewer: 'ada' } });
    expect(state.refreshes).toBe(1);
    expect(Object.fromEntries(one.saved)).toMatchObject({ token: 'token-1', refreshToken: 'refresh-1' });
  });

  test('new tokens are saved although an error stands beside them', async () => {
    const { state, ask, saved } = await loadSession({ refreshToken: 'refresh 0' });
    state.errors = [{ message: 'The audit log failed.' }];
    expect(await ask()).toMatchObject({ data: { viewer: 'ada' } });
    expect(Object.fromEntries(saved)).toMatchObject({ token: 'token-1', refreshToken: 'refresh-1' });
  });

  test('a refresh under way does not bring back a session that was left', async () => {
    const { state, ask, saved, tokens } = await loadSession({ refreshToken: 'refresh 0' });
    state.beforeRefresh = () => {
      saved.clear();
      tokens.reset();
    };
    await ask();
    expect([state.refreshes, saved.size]).toEqual([1, 0]);
  });

  test('a refresh token may begin with "-"', async () => {
    const { state, ask, saved } = await loadSession({ refreshToken: '-4fJ' });
    state.refreshToken = '-4fJ';
    expect(await ask()).toMatchObject({ data: { viewer: 'ada' } });
    expect(saved.get('refreshToken')).toBe('refresh-1');
  });

  test('a refresh of a session that was left does not present the refresh token of the next one', async () => {
    const { state, ask, saved, tokens } = await loadSession({ refreshToken: 'refresh 0' });
    const gate = createGate();
    state.beforeRefresh = () => gate.pass();
    const first = tokens.getToken().catch((error: unknown) => error);
    await gate.waitFor(1);
    const next = { token: 'token-of-bob', refreshToken: 'refresh-of-bob' };
    Object.assign(state, next);
    for (const [key, value] of Object.entries({ ...next, expiresAt: inAnHour })) saved.set(key, value);
    tokens.reset();
    expect(await first).toMatchObject({ code: 'reset' });
    expect((await tokens.getToken()).value).toBe('token-of-bob');
    gate.release();
    await untilUnlocked('refresh 0', ask);
    await untilUnlocked('refresh-of-bob', ask);
    expect(state.refreshes).toBe(1);
    expect(Object.fromEntries(saved)).toMatchObject(next);
  });

  test('who leaves a session and comes back to it while both are refreshed is not kept waiting', async () => {
    const { state, client, saved, tokens } = await loadSession({ refreshToken: 'of-ada' });
    const gates = [createGate(), createGate()] as const;
    state.beforeRefresh = () => gates[state.refreshes - 1]?.pass();
    const get = () => tokens.getToken().catch((error: unknown) => error);
    const changeTo = (refreshToken: string) => {
      saved.set('refreshToken', refreshToken);
      tokens.reset();
    };
    const first = get();
    await gates[0].waitFor(1);
    changeTo('of-bob');
    const second = get();
    await gates[1].waitFor(1);
    gates[0].release();
    await untilUnlocked('of-ada', () => client.query('{ viewer }', {}, { tokenRefresh: false }).toPromise());
    changeTo('of-ada');
    state.refreshToken = 'of-ada';
    const third = get();
    gates[1].release();
    expect(await third).toMatchObject({ value: 'token-3' });
    expect(await Promise.all([first, second])).toMatchObject([{ code: 'reset' }, { code: 'reset' }]);
    expect(state.refreshes).toBe(3);
  });

  test('a session that is over is told by the event, and the operation gets what the API says to a guest', async () => {
    const { state, ask, saved, tokens } = await loadSession({
      token: 'token-0',
      refreshToken: 'used',
      expiresAt: inAnHour,
    });
    const codes: string[] = [];
    tokens.subscribe((event) => event.type === 'refresh-failed' && codes.push(event.code));
    const { error } = await ask();
    expect(error).toMatchObject({ message: '[Network] Unauthorized', response: { status: 401 } });
    expect(TokenRequestError.is(error?.networkError)).toBe(false);
    expect(codes).toEqual(['signed_out']);
    expect([state.refreshes, saved.size]).toEqual([1, 0]);

    // Somebody signs in.
    saved.set('refreshToken', state.refreshToken);
    tokens.reset();
    expect(await ask()).toMatchObject({ data: { viewer: 'ada' } });
  });
});

test('the table on the page is what comes out, and what comes after asks for no token too many', async () => {
  // As the page says it, and in half of the time that it takes among modules that a test has loaded.
  const script = fileURLToPath(new URL('print-counts.script.ts', import.meta.url));
  const { stdout: table } = await promisify(execFile)(process.execPath, [script]);
  expect(readFileSync(page, 'utf8')).toContain(table);
  const after = table.split('\n').filter((line) => line.startsWith('| after '));
  expect(after).toHaveLength(4);
  for (const line of after) expect(line).toBe('| after | 1 | 0 | 1 | 0 | 5 | 20 |');
}, 400_000);
