import { type FetchToken, TokenRequestError } from '@token-refresher/core';
import { createGate } from '@token-refresher/test-support';
import { expect, test } from 'vitest';
import { type BrokerScene, brokerScene, post } from '../testing/broker-scene.ts';

/** What a page gets that reports `rejected`: a token, or the seconds after which it may ask again. */
async function report({ broker }: BrokerScene, rejected?: string, user?: string): Promise<string | number> {
  const response = await broker(post({ rejected }, user === undefined ? {} : { 'x-user': user }));
  if (response.status === 429) return Number(response.headers.get('retry-after'));
  return (await response.json()).access_token;
}

/** A page that sends a report every so many seconds, each about the token that it has, for so long. */
async function loop(scene: BrokerScene, seconds: number, every = 1): Promise<void> {
  let token = await report(scene);
  for (let second = 0; second < seconds; second += every) {
    const response = await report(scene, `${token}`);
    if (typeof response === 'string') token = response;
    await scene.clock.advance(every * 1_000);
  }
}

test('the current token is replaced when a page reports it, and the source behind is told', async () => {
  const scene = brokerScene();
  expect(await report(scene)).toBe('t1');
  expect(await report(scene, 't1')).toBe('t2');
  expect(scene.upstream).toEqual([undefined, 't1']);
  expect(scene.events.map((event) => event.type === 'answered' && event.report)).toEqual([undefined, 'replaced']);
  expect(scene.tokenEvents).toContainEqual(expect.objectContaining({ type: 'refresh-started', reason: 'rejected' }));
});

test('a report about any other token changes nothing, whatever it is about', async () => {
  const scene = brokerScene();
  await report(scene);
  for (const other of ['t0', '', 'x'.repeat(4000)]) expect(await report(scene, other)).toBe('t1');
  expect(scene.upstream).toHaveLength(1);
  expect(scene.events.at(-1)).toMatchObject({ type: 'answered', report: 'replaced-before' });
});

test('1000 pages that report the same token at once cost one token request', async () => {
  const scene = brokerScene();
  await report(scene);
  const responses = await Promise.all(Array.from({ length: 1000 }, () => report(scene, 't1')));
  expect(new Set(responses)).toEqual(new Set(['t2']));
  expect(scene.upstream).toHaveLength(2);
});

test('a page that reports in a loop causes at most 5 token requests in its first minute, and ever fewer', async () => {
  const scene = brokerScene();
  await loop(scene, 60);
  expect(scene.upstream.length).toBeGreaterThan(2);
  expect(scene.upstream.length).toBeLessThanOrEqual(5);
  const afterOne = scene.upstream.length;
  for (let minute = 0; minute < 10; minute++) {
    const before = scene.upstream.length;
    await loop(scene, 60);
    expect(scene.upstream.length - before).toBeLessThanOrEqual(4);
  }
  expect(scene.upstream.length - afterOne).toBeLessThanOrEqual(14);
});

test.each([2, 5, 14, 15, 16, 20, 30])(
  'a page that reports every %s seconds causes at most 4 token requests a minute beside the first',
  async (every) => {
    const scene = brokerScene();
    await report(scene);
    for (let minute = 0; minute < 10; minute++) {
      const before = scene.upstream.length;
      await loop(scene, 60, every);
      expect(scene.upstream.length - before).toBeLessThanOrEqual(4);
    }
  },
);

test.each([2, 15, 16, 20, 30, 59])(
  'reports every %s seconds, for ever, come down to little more than one token request a minute',
  async (every) => {
    const scene = brokerScene();
    await loop(scene, 120, every);
    const before = scene.upstream.length;
    await loop(scene, 1_800, every);
    expect(scene.upstream.length - before).toBeLessThanOrEqual(33);
    expect(scene.upstream.length - before).toBeGreaterThan(10);
  },
);

test.each([0, 1_000, 16_000])(
  'four tokens that are revoked %s ms after one another are each replaced at the first report, and again after a minute',
  async (apart) => {
    const scene = brokerScene();
    await report(scene);
    for (const number of [1, 2, 3, 4]) {
      expect(await report(scene, `t${number}`)).toBe(`t${number + 1}`);
      await scene.clock.advance(apart);
    }
    expect(await report(scene, 't5')).toBeTypeOf('number');
    await scene.clock.advance(60_000);
    for (const number of [5, 6, 7, 8]) {
      expect(await report(scene, `t${number}`)).toBe(`t${number + 1}`);
      await scene.clock.advance(apart);
    }
  },
);

test('many pages in a loop cause no more than one', async () => {
  const scene = brokerScene();
  let tokens = await Promise.all(Array.from({ length: 50 }, () => report(scene)));
  for (let second = 0; second < 60; second++) {
    tokens = await Promise.all(
      tokens.map(async (token) => {
        const response = await report(scene, `${token}`);
        return typeof response === 'string' ? response : token;
      }),
    );
    await scene.clock.advance(1_000);
  }
  expect(scene.upstream.length).toBeLessThanOrEqual(5);
});

test('a page that asks too often is told when to come back, and the others keep their token', async () => {
  const scene = brokerScene();
  await report(scene);
  for (const number of [1, 2, 3, 4]) await report(scene, `t${number}`);
  await scene.clock.advance(4_200);
  expect(await report(scene, 't5')).toBe(56);
  expect(await report(scene)).toBe('t5');
  expect(scene.events.at(-2)).toMatchObject({ type: 'denied', reason: 'report', status: 429 });
});

test('a source that has no other token is not taken for one', async () => {
  const fetchToken: FetchToken = async () => ({ value: 'the-only-one' });
  const scene = brokerScene({ fetchToken });
  await report(scene);
  expect(await report(scene, 'the-only-one')).toBeTypeOf('number');
  expect(await report(scene)).toBe('the-only-one');
});

test('when no other token can be obtained, the page that reported gets 503, and the others keep the token', async () => {
  let down = false;
  const scene = brokerScene({
    fetchToken: async () => {
      if (down) throw new Error('down');
      return { value: 't1' };
    },
  });
  await report(scene);
  down = true;
  const waiting = scene.broker(post({ rejected: 't1' }));
  await scene.clock.advance(10_000);
  const response = await waiting;
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
  expect(scene.events.at(-1)).toMatchObject({ type: 'failed', reason: 'token', error: { code: 'fetch_token_failed' } });
  expect(await report(scene)).toBe('t1');
  expect(scene.tokens.peek()?.value).toBe('t1');
});

test('while a reported token is replaced, it serves the other pages and the server itself', async () => {
  const gate = createGate();
  let minted = 0;
  const fetchToken: FetchToken = async ({ rejected }) => {
    if (rejected !== undefined) await gate.pass();
    return { value: `t${++minted}` };
  };
  const scene = brokerScene({ fetchToken });
  await report(scene);
  const reporting = report(scene, 't1');
  await gate.waitFor(1);
  expect(await report(scene)).toBe('t1');
  expect((await scene.tokens.getToken()).value).toBe('t1');
  gate.release();
  expect(await reporting).toBe('t2');
  expect(await report(scene)).toBe('t2');
});

test('one false report costs nobody else anything while the token endpoint takes no more requests', async () => {
  let isLimited = false;
  const scene = brokerScene({
    fetchToken: async () => {
      if (!isLimited) return { value: 't1', expiresAt: scene.clock.now() + 3_600_000 };
      throw new TokenRequestError('Too many.', { code: 'rate_limited', retryAt: scene.clock.now() + 3_600_000 });
    },
  });
  await report(scene);
  isLimited = true;
  expect((await scene.broker(post({ rejected: 't1' }))).status).toBe(503);
  for (let minute = 0; minute < 50; minute++) {
    expect(await report(scene)).toBe('t1');
    expect((await scene.broker(post({ rejected: 't1' }))).status).toBe(503);
    await scene.clock.advance(60_000);
  }
  expect(scene.upstream.length).toBeLessThanOrEqual(2);
});

test('after an outage of the token endpoint the next report gets a new token, however many there were before', async () => {
  let isAway = false;
  const scene = brokerScene({
    fetchToken: async () => {
      const value = `t${scene.upstream.length}`;
      if (!isAway) return { value, expiresAt: scene.clock.now() + 3_600_000 };
      throw new TokenRequestError('Away.', { code: 'rate_limited', retryAt: scene.clock.now() + 20_000 });
    },
  });
  const first = await report(scene);
  isAway = true;
  for (let minute = 0; minute < 20; minute++) {
    const response = await scene.broker(post({ rejected: first }));
    expect(response.status).toBe(503);
    await scene.clock.advance(Number(response.headers.get('retry-after')) * 1000);
  }
  expect(scene.upstream.length).toBe(21);
  isAway = false;
  expect(await report(scene, `${first}`)).toBe('t22');
});

test('a caller that reports all the time does not hold up the others', async () => {
  const authorize = (request: Request) => ({ caller: `${request.headers.get('x-user')}` });
  const scene = brokerScene({ authorize });
  let token = `${await report(scene, undefined, 'loop')}`;
  for (let second = 0; second < 600; second++) {
    const response = await report(scene, token, 'loop');
    if (typeof response === 'string') token = response;
    if (second % 97 === 0) {
      const before = scene.upstream.length;
      expect(await report(scene, token, `user-${second}`)).toBe(`t${before + 1}`);
      token = `t${before + 1}`;
    }
    await scene.clock.advance(1_000);
  }
  // The loop alone: 4 in its first minute, then one a minute.
  expect(scene.upstream.length).toBeLessThanOrEqual(1 + 4 + 9 + 7);
});

test('one caller may be two pages: the second joins the replacement that the first has caused', async () => {
  const scene = brokerScene({ authorize: () => ({ caller: 'user-1' }) });
  await report(scene);
  expect(await Promise.all([report(scene, 't1'), report(scene, 't1')])).toEqual(['t2', 't2']);
  expect(scene.upstream).toHaveLength(2);
});

test('many callers that loop together get what the refresher allows, and no more', async () => {
  const scene = brokerScene({ authorize: (request) => ({ caller: `${request.headers.get('x-user')}` }) });
  let token = `${await report(scene, undefined, 'user-0')}`;
  for (let second = 0; second < 120; second++) {
    const response = await report(scene, token, `user-${second}`);
    if (typeof response === 'string') token = response;
    await scene.clock.advance(1_000);
  }
  expect(scene.upstream.length).toBeLessThanOrEqual(1 + 5 + 8);
  expect(await report(scene, undefined, 'user-0')).toBe(token);
});
