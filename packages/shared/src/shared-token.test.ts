import { type Clock, createTokenRefresher, type FetchToken, TokenRequestError } from '@token-refresher/core';
import { createGate } from '@token-refresher/test-support';
import { describe, expect, test } from 'vitest';
import { sharedToken } from './shared-token.ts';
import { createMemoryStore } from './testing/memory-store.ts';
import { hourMs, scene } from './testing/scene.ts';
import type { TokenStore } from './token-store.ts';

const failed = (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('a token came'),
    (error: unknown) => error,
  );

/** A first process has fetched t1. */
async function sceneWithToken() {
  const all = scene();
  const first = all.process();
  const asked = first.ask();
  await all.respond();
  expect(await asked).toBe('t1');
  return { ...all, first };
}

describe('one token for all', () => {
  test('one of many processes that start at once fetches, the others get its token', async () => {
    const { process, respond, clock, requests } = scene();
    const asked = Array.from({ length: 20 }, () => process().ask());
    await clock.advance(400);
    await respond();
    await clock.advance(1_000);
    expect(await Promise.all(asked)).toEqual(Array(20).fill('t1'));
    expect(requests).toHaveLength(1);
  });

  test('a process that starts later reads it, and asks for no lease', async () => {
    const { process, store } = await sceneWithToken();
    const { acquire } = store.calls;
    expect(await process().ask()).toBe('t1');
    expect(store.calls.acquire).toBe(acquire);
  });

  test('whoever gets the lease reads once more: a token that came meanwhile costs no request', async () => {
    const { process, store, requests } = await sceneWithToken();
    const saved = [...store.texts];
    store.texts.clear();
    store.before = (method) => {
      if (method === 'acquire') for (const [key, text] of saved) store.texts.set(key, text);
    };
    expect(await process().ask()).toBe('t1');
    expect(requests).toHaveLength(1);
  });

  test('the store is left alone while the token in memory is fresh', async () => {
    const { clock, store } = scene();
    const fetchToken = async () => ({ value: 't', expiresAt: clock.now() + hourMs });
    const tokens = createTokenRefresher(sharedToken(store, fetchToken, { name: 'x', clock }), { clock });
    await tokens.getToken();
    const calls = { ...store.calls };
    for (let minute = 0; minute < 50; minute++) {
      await clock.advance(60_000);
      await tokens.getToken();
    }
    expect(store.calls).toEqual(calls);
  });

  test('whoever asks again needs a newer token: one refresh ahead serves all', async () => {
    const { first, process, respond, requests } = await sceneWithToken();
    const second = process();
    await second.ask();
    const ahead = first.ask();
    await respond();
    expect(await ahead).toBe('t2');
    expect(await second.ask()).toBe('t2');
    expect(requests).toHaveLength(2);
  });

  test('a token that is about to expire is not handed to another process', async () => {
    const { process, clock, respond } = await sceneWithToken();
    await clock.advance(hourMs - 5_000);
    const asked = process().ask();
    await respond();
    expect(await asked).toBe('t2');
  });

  test('nearly the whole life of a short-lived token is used', async () => {
    const { process, clock, respond } = scene();
    const asked = process().ask();
    await respond({ expiresAt: clock.now() + 5_000 });
    await asked;
    await clock.advance(3_500);
    expect(await process().ask()).toBe('t1');
  });

  test('a token without expiry is shared for an hour, with that expiry', async () => {
    const { store, clock } = scene();
    const source = () => sharedToken(store, async () => ({ value: 't', scope: 'api' }), { name: 'x', clock });
    const { signal } = new AbortController();
    const expected = { value: 't', scope: 'api', expiresAt: clock.now() + hourMs };
    expect(await source()({ signal })).toEqual(expected);
    await clock.advance(60_000);
    expect(await source()({ signal })).toEqual(expected);
  });

  test.each([
    ['with an expiry of another name', { expires_in: 600 }, '"expires_in" is not read'],
    ['with an expiry in seconds', { expiresAt: 1_800_000_000 }, '"expiresAt" is in seconds'],
    ['without a value', { value: undefined }, '"value" is undefined'],
  ])('a token %s is an error for all, and is not saved', async (_, fields, problem) => {
    const { store, clock } = scene();
    const fetchToken = (async () => ({ value: 'secret-canary', ...fields })) as unknown as FetchToken;
    const source = sharedToken(store, fetchToken, { name: 'x', clock });
    await expect(source(new AbortController())).rejects.toMatchObject({
      code: 'invalid_token_response',
      permanent: true,
      message: expect.stringContaining(problem),
    });
    const saved = [...store.texts.values()].map((text) => JSON.parse(text));
    expect(saved).toMatchObject([{ failure: { code: 'invalid_token_response', permanent: true } }]);
    expect(saved[0]).not.toHaveProperty('token');
  });

  test('two identities never meet in one store', async () => {
    const { process, respond, store } = await sceneWithToken();
    const asked = process({ name: 'another' }).ask();
    await respond();
    expect(await asked).toBe('t2');
    expect(store.texts.size).toBe(2);
  });

  test("one token's text under another's key is not read", async () => {
    const { process, respond, store } = await sceneWithToken();
    const [key, text] = [...store.texts][0] ?? [];
    const another = process({ name: 'another' });
    const asked = another.ask();
    await respond();
    await asked;
    for (const other of store.texts.keys()) if (other !== key) store.texts.set(other, text ?? '');
    const again = process({ name: 'another' });
    const askedAgain = again.ask();
    await respond();
    expect(await askedAgain).toBe('t3');
    expect(again.events.map(({ type }) => type)).toEqual(['unreadable']);
  });
});

describe('a rejected token', () => {
  test('is replaced once, and late rejections of it cost nothing', async () => {
    const { first, process, respond, requests } = await sceneWithToken();
    const others = Array.from({ length: 5 }, () => process());
    for (const other of others) await other.ask();
    const repaired = first.ask({ rejected: 't1' });
    await respond();
    expect(await repaired).toBe('t2');
    for (const other of others) expect(await other.ask({ rejected: 't1' })).toBe('t2');
    expect(requests.map(({ rejected }) => rejected)).toEqual([undefined, 't1']);
  });

  test('is handed to nobody from the moment of its rejection', async () => {
    const { first, process, respond, clock, requests } = await sceneWithToken();
    const repaired = first.ask({ rejected: 't1' });
    await clock.advance(0);
    const newcomer = process().ask();
    await clock.advance(200);
    await respond();
    await clock.advance(500);
    expect(await Promise.all([repaired, newcomer])).toEqual(['t2', 't2']);
    expect(requests).toHaveLength(2);
  });

  test('is marked even while another process fetches because it is about to expire', async () => {
    const { first, process, respond, clock, requests } = await sceneWithToken();
    const other = process();
    await other.ask();
    const ahead = first.ask();
    await clock.advance(0);
    const repaired = other.ask({ rejected: 't1' });
    await clock.advance(0);
    const newcomer = process().ask();
    await clock.advance(100);
    await respond();
    await clock.advance(500);
    expect(await Promise.all([ahead, repaired, newcomer])).toEqual(['t2', 't2', 't2']);
    expect(requests).toHaveLength(2);
  });

  test('is told to the source also by a process that has never had it', async () => {
    const { first, process, clock, respond, fail, requests } = await sceneWithToken();
    const repair = failed(first.ask({ rejected: 't1' }));
    await fail(new TokenRequestError('no', { code: 'server_error' }));
    await repair;
    const asked = process().ask();
    await respond();
    expect(await asked).toBe('t2');
    expect(requests.map(({ rejected }) => rejected)).toEqual([undefined, 't1', 't1']);
    await clock.advance(0);
  });

  test('that the source returns again is not shared, and nobody waits in vain', async () => {
    const { first, process, respond, clock, requests } = await sceneWithToken();
    const other = process();
    await other.ask();
    const asked = [first.ask({ rejected: 't1' }), other.ask({ rejected: 't1' })];
    await clock.advance(200);
    await respond({ value: 't1' });
    await clock.advance(600);
    await respond({ value: 't1' });
    expect(await Promise.all(asked)).toEqual(['t1', 't1']);
    const newcomer = process().ask();
    await respond({ value: 'better' });
    expect(await newcomer).toBe('better');
    expect(requests).toHaveLength(4);
  });

  test('a source that keeps tokens itself is told of the one in the store too', async () => {
    const { first, process, respond, fail, requests, store } = await sceneWithToken();
    const repair = failed(first.ask({ rejected: 't1' }));
    await fail(new Error('down'));
    await repair;
    const other = process();
    store.before = () => Promise.reject(new Error('away'));
    const alone = other.ask();
    await respond({ value: 'alone' });
    await alone;
    store.before = () => {};
    const repaired = other.ask({ rejected: 'alone' });
    await respond({ value: 't1' });
    await respond({ value: 'new' });
    expect(await repaired).toBe('new');
    expect(requests.slice(-2).map(({ rejected }) => rejected)).toEqual(['alone', 't1']);
  });

  test('never comes back from a store that has missed newer ones', async () => {
    const { first, respond, store, requests } = await sceneWithToken();
    store.before = () => Promise.reject(new Error('away'));
    const second = first.ask({ rejected: 't1' });
    await respond();
    expect(await second).toBe('t2');
    store.before = () => {};
    const third = first.ask({ rejected: 't2' });
    await respond();
    expect(await third).toBe('t3');
    expect(requests).toHaveLength(3);
  });
});

describe('the process that fetches', () => {
  test('is waited for although it takes eight seconds', async () => {
    const { process, respond, clock, requests } = scene();
    const asked = [process().ask(), process().ask()];
    await clock.advance(8_000);
    await respond();
    await clock.advance(500);
    expect(await Promise.all(asked)).toEqual(['t1', 't1']);
    expect(requests).toHaveLength(1);
  });

  test.each<[string, (key: string, all: ReturnType<typeof scene>) => void]>([
    [
      'has died',
      (key, { store, clock }) => store.leases.set(key, { owner: 'dead', until: clock.monotonicNow() + 5_000 }),
    ],
    [
      'cannot extend its lease',
      (_key, { store, process }) => {
        store.before = (method) => (method === 'extend' ? new Promise(() => {}) : undefined);
        process().ask();
      },
    ],
  ])('and %s is replaced by one other', async (_name, arrange) => {
    const all = scene();
    const { process, respond, clock, requests, store } = all;
    // The key is known once somebody has used the store.
    let key = '';
    const { acquire } = store;
    store.acquire = (given, ...rest) => {
      key = given;
      return acquire.call(store, given, ...rest);
    };
    const asked = process({ name: 'scene' }).ask();
    await clock.advance(0);
    await respond();
    await asked;
    store.texts.clear();
    store.leases.clear();
    const before = requests.length;
    arrange(key, all);
    await clock.advance(0);
    const already = requests.length - before;
    const others = Array.from({ length: 10 }, () => process().ask());
    await clock.advance(5_800);
    expect(requests).toHaveLength(before + already + 1);
    await respond();
    if (already > 0) await respond();
    await clock.advance(700);
    await Promise.all(others);
    expect(requests).toHaveLength(before + already + 1);
  });

  test('and wakes up late overwrites and frees nothing of its successor', async () => {
    const { process, respond, clock, requests, store } = scene();
    store.before = (method) => {
      if (method === 'extend') throw new Error('stopped');
    };
    const stopped = process().ask();
    await clock.advance(5_100);
    const successor = process().ask();
    await clock.advance(0);
    expect(requests).toHaveLength(2);
    await respond({ value: 'late' });
    const [text] = store.texts.values();
    const [lease] = store.leases.values();
    expect(await stopped).toBe('late');
    await respond({ value: 'newer' });
    expect(await successor).toBe('newer');
    expect(lease?.owner).toBeDefined();
    expect(text).toContain('late');
    expect(await process().ask()).toBe('late');
  });

  test('and was overtaken leaves the newer token where it is', async () => {
    const { process, clock, store } = scene();
    store.before = (method) => {
      if (method === 'extend') throw new Error('stopped');
    };
    const wakesUp = createGate();
    const token = (value: string) => ({ value, expiresAt: clock.now() + hourMs });
    const late = async () => {
      await wakesUp.pass();
      return token('late');
    };
    const stopped = process({ fetchToken: late }).ask();
    await clock.advance(5_100);
    const newer = async () => token('newer');
    expect(await process({ fetchToken: newer }).ask()).toBe('newer');
    wakesUp.release();
    expect(await stopped).toBe('late');
    expect(await process().ask()).toBe('newer');
  });

  test('and fails tells those who wait, who try again by their own pauses, one at a time', async () => {
    const { process, fail, clock, requests } = scene();
    const failures = Array.from({ length: 5 }, () => failed(process().ask()));
    await clock.advance(300);
    await fail(new TokenRequestError('busy', { code: 'rate_limited', status: 429, retryAt: clock.now() + 9_000 }));
    await clock.advance(600);
    const errors = await Promise.all(failures);
    expect(requests).toHaveLength(1);
    for (const error of errors) {
      expect(error).toMatchObject({ code: 'rate_limited', status: 429, permanent: false });
      expect((error as TokenRequestError).retryAt).toBeGreaterThan(clock.now());
    }
  });

  test('and has wrong credentials leaves the others to try theirs', async () => {
    const { process, fail, respond, clock, requests } = scene();
    const wrong = failed(process().ask());
    await clock.advance(0);
    const right = process().ask();
    await clock.advance(200);
    await fail(new TokenRequestError('wrong secret', { code: 'invalid_client', permanent: true }));
    await clock.advance(500);
    await respond();
    expect(await right).toBe('t1');
    expect(await wrong).toMatchObject({ code: 'invalid_client', message: 'wrong secret' });
    expect(await process().ask()).toBe('t1');
    expect(requests).toHaveLength(2);
  });

  test('keeps a good token for the others when it fails to get a newer one', async () => {
    const { first, process, fail } = await sceneWithToken();
    const ahead = failed(first.ask());
    await fail(new Error('down'));
    await ahead;
    expect(await process().ask()).toBe('t1');
  });
});

describe('a caller that leaves', () => {
  const leave = new Error('left');

  test('frees itself alone: the others get the token', async () => {
    const { process, respond, clock, requests } = scene();
    const controller = new AbortController();
    const leaving = failed(process().ask({ signal: controller.signal }));
    await clock.advance(0);
    const staying = process().ask();
    await clock.advance(200);
    controller.abort(leave);
    expect(await leaving).toBe(leave);
    await clock.advance(1_000);
    await respond();
    expect(await staying).toBe('t1');
    expect(requests).toHaveLength(2);
  });

  test('while it waits leaves neither timers nor a lease', async () => {
    const { process, respond, clock, store } = scene();
    const fetching = process().ask();
    await clock.advance(0);
    const controller = new AbortController();
    const leaving = failed(process().ask({ signal: controller.signal }));
    await clock.advance(300);
    controller.abort(leave);
    expect(await leaving).toBe(leave);
    await respond();
    await fetching;
    expect(clock.pendingTimers).toBe(0);
    expect(store.leases.size).toBe(0);
  });

  test('from a source that does not look at its signal holds up nobody', async () => {
    const { process, clock } = scene();
    const controller = new AbortController();
    const leaving = failed(process({ fetchToken: () => new Promise(() => {}) }).ask({ signal: controller.signal }));
    await clock.advance(100);
    controller.abort(leave);
    expect(await leaving).toBe(leave);
    const next = process({ fetchToken: async () => ({ value: 'next', expiresAt: clock.now() + hourMs }) }).ask();
    await clock.advance(7_000);
    expect(await next).toBe('next');
  });

  test('has not got the token that came later: it may have it when it asks again', async () => {
    const { process, clock } = scene();
    let finish: () => void = () => {};
    let calls = 0;
    const { ask } = process({
      fetchToken: () =>
        new Promise((resolve) => {
          const value = `t${++calls}`;
          finish = () => resolve({ value, expiresAt: clock.now() + hourMs });
        }),
    });
    const controller = new AbortController();
    const leaving = failed(ask({ signal: controller.signal }));
    await clock.advance(0);
    controller.abort(leave);
    expect(await leaving).toBe(leave);
    finish();
    await clock.advance(0);
    expect(await ask()).toBe('t1');
    expect(calls).toBe(1);
  });

  test('asks nothing at all when it has left already', async () => {
    const { process, store } = scene();
    expect(await failed(process().ask({ signal: AbortSignal.abort(leave) }))).toBe(leave);
    expect(store.calls.read).toBe(0);
  });
});

describe('a store that fails', () => {
  test.each<['read' | 'acquire' | 'replace', string]>([
    ['read', 'read'],
    ['acquire', 'lease'],
    ['replace', 'save'],
  ])('at %s: the caller gets a token, an event says so, and sharing comes back', async (method, operation) => {
    const { process, respond, store, requests } = scene();
    store.before = (called) => {
      if (called === method) throw Object.assign(new Error('secret'), { code: 'ENOSPC' });
    };
    const one = process();
    const asked = one.ask();
    await respond();
    expect(await asked).toBe('t1');
    expect(one.events).toEqual([{ type: 'not-shared', at: expect.any(Number), operation, code: 'ENOSPC' }]);
    store.before = () => {};
    const again = one.ask();
    await respond();
    expect(await again).toBe('t2');
    expect(one.events[1]).toMatchObject({ type: 'shared-again' });
    expect(await process().ask()).toBe('t2');
    expect(requests).toHaveLength(2);
  });

  test.each<[keyof TokenStore, number]>([
    ['read', 2_000],
    ['acquire', 1_000],
    ['replace', 1_000],
    ['release', 0],
  ])('never answers at %s: the caller waits for %i ms and a little more', async (method, ms) => {
    const { process, respond, store, clock } = scene();
    store.before = (called) => (called === method ? new Promise(() => {}) : undefined);
    let token: string | undefined;
    const asked = process().ask();
    asked.then((value) => {
      token = value;
    });
    const isBefore = method === 'read' || method === 'acquire';
    if (!isBefore) await respond();
    await clock.advance(Math.max(ms - 100, 0));
    expect(token === undefined).toBe(ms > 0);
    await clock.advance(400);
    if (isBefore) await respond();
    expect(await asked).toBe('t1');
  });

  test('a lease that comes after it was given up is released', async () => {
    const { process, respond, store, clock } = scene();
    let carryOut: () => void = () => {};
    store.before = (method) =>
      method === 'acquire'
        ? new Promise<void>((resolve) => {
            carryOut = resolve;
          })
        : undefined;
    const asked = process().ask();
    await clock.advance(1_300);
    await respond();
    expect(await asked).toBe('t1');
    carryOut();
    await clock.advance(0);
    expect(store.calls.release).toBe(1);
    expect(store.leases.size).toBe(0);
  });

  test('while others wait, each gets a token by itself', async () => {
    const { process, respond, store, clock } = scene();
    const asked = [process().ask(), process().ask()];
    await clock.advance(100);
    store.before = () => Promise.reject(new Error('ECONNRESET'));
    await clock.advance(500);
    await respond();
    await respond();
    expect(await Promise.all(asked)).toEqual(['t1', 't2']);
  });

  test.each<[unknown, string]>([
    [Object.assign(new Error('x'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    [new Error("READONLY You can't write against a read only replica."), 'READONLY'],
    [new TypeError('secret'), 'TypeError'],
    [new Error('secret'), 'unknown'],
    ['secret', 'unknown'],
    [Object.assign(new Error('x'), { code: 'no-code eyJhbGciOi' }), 'unknown'],
  ])('%o becomes a code without anything that was thrown', async (thrown, code) => {
    const { process, respond, store } = scene();
    store.before = () => Promise.reject(thrown);
    const one = process();
    const asked = one.ask();
    await respond();
    await asked;
    expect(one.events).toEqual([{ type: 'not-shared', at: expect.any(Number), operation: 'read', code }]);
  });

  test.each<[string, () => unknown]>([
    [
      'throws',
      () => {
        throw new Error('listener');
      },
    ],
    ['rejects', () => Promise.reject(new Error('listener'))],
  ])('a listener that %s ends nothing', async (_name, onEvent) => {
    const { process, respond, store } = scene();
    store.before = () => Promise.reject(new Error('away'));
    const asked = process({ onEvent }).ask();
    await respond();
    expect(await asked).toBe('t1');
  });
});

describe('what the token refresher tells the source', () => {
  const source = (clock: Clock, members: Partial<FetchToken> = {}) => {
    let minted = 0;
    const fetchToken = async () => ({ value: `t${++minted}`, expiresAt: clock.now() + hourMs });
    return Object.assign(fetchToken, members);
  };

  test('reset takes the token out of the store before anybody asks again; close leaves it', async () => {
    const { clock, store } = scene();
    const told: string[] = [];
    const inner = source(clock, { reset: () => told.push('reset'), close: () => told.push('close') } as never);
    const open = () => sharedToken(store, inner, { name: 'x', clock });
    const { signal } = new AbortController();
    const [one, another] = [open(), open()];
    expect((await one({ signal })).value).toBe('t1');
    another.reset?.();
    expect((await another({ signal })).value).toBe('t2');
    another.close?.();
    expect((await open()({ signal })).value).toBe('t2');
    expect(told).toEqual(['reset', 'close']);
  });

  test('what must not be repeated is asked under the lease alone, and its failure is for all', async () => {
    const { clock, store, process, requests, fail } = scene();
    const { signal } = new AbortController();
    const careful = sharedToken(store, source(clock, { isRepeatable: false }), { name: 'y', clock });
    expect(careful.isRepeatable).toBe(false);
    store.before = () => Promise.reject(new Error('away'));
    expect(await failed(careful({ signal }))).toMatchObject({ code: 'temporarily_unavailable', permanent: false });
    store.before = () => {};
    expect((await careful({ signal })).value).toBe('t1');

    const processes = [process({ isRepeatable: false }), process({ isRepeatable: false })];
    const failures = processes.map((each) => failed(each.ask()));
    await clock.advance(200);
    await fail(new TokenRequestError('signed out', { code: 'invalid_grant', permanent: true }));
    await clock.advance(500);
    for (const error of await Promise.all(failures))
      expect(error).toMatchObject({ code: 'invalid_grant', permanent: true });
    expect(requests).toHaveLength(1);
  });
});

describe('waiting', () => {
  test('takes fewer than 20 operations of the store in any second', async () => {
    const { process, clock, store } = scene();
    void process()
      .ask()
      .catch(() => {});
    await clock.advance(0);
    for (const random of [() => 0, () => 0.999]) {
      const controller = new AbortController();
      const start = store.calls.read + store.calls.acquire;
      const waiting = failed(process({ random }).ask({ signal: controller.signal }));
      await clock.advance(1_000);
      expect(store.calls.read + store.calls.acquire - start).toBeLessThan(20);
      controller.abort();
      await waiting;
    }
  });

  test('ends with the refresher’s own limit when no token comes', async () => {
    const { process, clock, store } = scene();
    void process()
      .ask()
      .catch(() => {});
    await clock.advance(0);
    const tokens = createTokenRefresher(
      sharedToken(store, () => new Promise(() => {}), { name: 'scene', clock }),
      { clock, timeoutMs: 3_000 },
    );
    const waiting = failed(tokens.getToken());
    await clock.advance(3_000);
    expect(await waiting).toMatchObject({ code: 'timeout' });
  });
});

test.each<[string, unknown, unknown, object | undefined, RegExp]>([
  ['no store', undefined, async () => ({}), { name: 'x' }, /store must be a TokenStore; it has no method "read"/],
  ['a store that lacks a method', { read() {} }, async () => ({}), { name: 'x' }, /no method "replace"/],
  ['no source', 'memory', undefined, { name: 'x' }, /fetchToken must be a function/],
  ['no name', 'memory', async () => ({}), undefined, /option "name" must be a text/],
  ['an empty name', 'memory', async () => ({}), { name: '' }, /option "name" must be a text/],
  [
    'a misspelt option',
    'memory',
    async () => ({}),
    { name: 'x', encryptionkey: '' },
    /option "encryptionkey" is not known/,
  ],
  ['a listener that is none', 'memory', async () => ({}), { name: 'x', onEvent: 7 }, /option "onEvent"/],
  ['a clock that is none', 'memory', async () => ({}), { name: 'x', clock: Date }, /option "clock"/],
  [
    'an unset key',
    'memory',
    async () => ({}),
    { name: 'x', encryptionKey: undefined },
    /option "encryptionKey" is undefined/,
  ],
  [
    'an empty key',
    'memory',
    async () => ({}),
    { name: 'x', encryptionKey: '' },
    /option "encryptionKey" must be 32 bytes/,
  ],
  [
    'a short key',
    'memory',
    async () => ({}),
    { name: 'x', encryptionKey: new Uint8Array(31) },
    /option "encryptionKey" must be 32 bytes/,
  ],
  ['no keys', 'memory', async () => ({}), { name: 'x', encryptionKey: [] }, /option "encryptionKey"/],
  [
    'a wrong one of two keys',
    'memory',
    async () => ({}),
    { name: 'x', encryptionKey: [new Uint8Array(32), 'sesame'] },
    /number 2 is none/,
  ],
])('%s is a TypeError at once', (_name, store, fetchToken, options, message) => {
  const given = store === 'memory' ? createMemoryStore(scene().clock) : store;
  const create = () => sharedToken(given as never, fetchToken as never, options as never);
  expect(create).toThrow(TypeError);
  expect(create).toThrow(message);
  expect(create).not.toThrow(/sesame/);
});
