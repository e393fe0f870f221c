import { replaceToken, TokenRequestError } from '@token-refresher/core';
import { createGate } from '@token-refresher/test-support';
import { expect, test } from 'vitest';
import { brokerScene, post } from '../testing/broker-scene.ts';
import { createTokenBroker, type TokenBrokerOptions } from './token-broker.ts';

const upstreamSecret = 'upstream-detail-that-no-page-may-see';

test('a page gets a token response that is not cached, with the life that is left', async () => {
  const { broker, clock, events } = brokerScene();
  await broker(post());
  await clock.advance(1_234_500);
  const response = await broker(post());
  expect(response.status).toBe(200);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('content-type')).toBe('application/json');
  expect(response.headers.has('access-control-allow-origin')).toBe(false);
  expect(await response.json()).toEqual({ access_token: 't1', token_type: 'Bearer', expires_in: 2365 });
  expect(events.map(({ type, status }) => [type, status])).toEqual([
    ['answered', 200],
    ['answered', 200],
  ]);
});

test('the granted scope is told', async () => {
  const { broker } = brokerScene({ fetchToken: async () => ({ value: 't', scope: 'api' }) });
  expect(await (await broker(post())).json()).toMatchObject({ scope: 'api', expires_in: 3600 });
});

test('1000 pages that load at once cost one token request', async () => {
  const gate = createGate();
  const fetchToken = async () => {
    await gate.pass();
    return { value: 't' };
  };
  const { broker, upstream } = brokerScene({ fetchToken });
  const responses = Array.from({ length: 1000 }, () => broker(post()));
  await gate.waitFor(1);
  gate.release();
  for (const response of await Promise.all(responses)) expect(response.status).toBe(200);
  expect(upstream).toHaveLength(1);
});

test('a token that is about to die is not handed out: the page waits for the next one', async () => {
  let failing = false;
  const { broker, clock, upstream } = brokerScene({
    fetchToken: async () => {
      if (failing) throw new Error('down');
      return { value: `t${upstream.length}`, expiresAt: clock.now() + 10_000 };
    },
  });
  await broker(post());
  failing = true;
  await clock.advance(9_000);
  expect(await (await broker(post())).json()).toMatchObject({ access_token: 't1', expires_in: 1 });
  await clock.advance(1);
  failing = false;
  const waiting = broker(post());
  await clock.advance(5_000);
  expect(await (await waiting).json()).toMatchObject({
    access_token: expect.not.stringMatching(/^t1$/),
    expires_in: 10,
  });
});

test('each token that lives long enough is replaced before it dies, the next one too', async () => {
  const { broker, clock, upstream } = brokerScene({
    fetchToken: async () => ({ value: `t${upstream.length}`, expiresAt: clock.now() + 10_000 }),
  });
  for (const value of ['t1', 't2', 't3']) {
    expect(await (await broker(post())).json()).toMatchObject({ access_token: value, expires_in: 10 });
    await clock.advance(9_500);
  }
});

test('a token that only ever lives half a second is told as one second', async () => {
  const { broker, clock } = brokerScene({ fetchToken: async () => ({ value: 't', expiresAt: clock.now() + 500 }) });
  expect(await (await broker(post())).json()).toMatchObject({ expires_in: 1 });
});

/** A source with whole seconds left, which has no other token until the last second of the one before is over. */
function sourceOfOneToken(lifeMs: number) {
  let ends = 0;
  let value = 0;
  return (now: number) => {
    if (now >= ends) {
      value++;
      ends = now + lifeMs;
    }
    return { value: `t${value}`, expiresAt: now + Math.floor((ends - now) / 1000) * 1000 };
  };
}

test("pages that ask in a token's last seconds take nothing from the budget for a real revocation", async () => {
  const source = sourceOfOneToken(60_000);
  const { broker, clock, tokens, tokenEvents } = brokerScene({ fetchToken: async () => source(clock.now()) });
  const statuses = new Set<number>();
  for (let ask = 0; ask < 595; ask++) {
    statuses.add((await broker(post())).status);
    await clock.advance(100);
  }
  expect([...statuses]).toEqual([200]);
  for (const event of tokenEvents)
    expect(event).toMatchObject({ reason: expect.stringMatching(/first|ahead|expired/) });
  const value = tokens.peek()?.value ?? '';
  // Five may be useless at once: all of them are still there.
  for (let times = 0; times < 5; times++) expect(await replaceToken(tokens, value)).toBeDefined();
});

test('tokens that live less than a second are not fetched for each page that asks', async () => {
  const { broker, clock, upstream } = brokerScene({
    fetchToken: async () => ({ value: `t${upstream.length}`, expiresAt: clock.now() + 500 }),
  });
  for (let ask = 0; ask < 20; ask++) expect(await (await broker(post())).json()).toMatchObject({ expires_in: 1 });
  expect(upstream.length).toBeLessThanOrEqual(2);
});

test('what is left of a token serves while no other can be obtained, and each value is asked for once', async () => {
  let isDown = false;
  const { broker, clock, upstream } = brokerScene({
    fetchToken: async () => {
      if (isDown) throw new TokenRequestError('No.', { code: 'server_error', permanent: true, retryAt: clock.now() });
      return { value: 't1', expiresAt: clock.now() + 10_000 };
    },
  });
  await broker(post());
  isDown = true;
  await clock.advance(9_500);
  for (let ask = 0; ask < 3; ask++) {
    expect(await (await broker(post())).json()).toMatchObject({ access_token: 't1', expires_in: 1 });
  }
  expect(upstream).toEqual([undefined, undefined]);
  await clock.advance(500);
  expect((await broker(post())).status).toBe(503);
});

test.each([
  [false, { error: 'temporarily_unavailable', error_description: 'There is no token for now.' }],
  [
    true,
    { error: 'server_error', error_description: 'There is no token until the server is repaired.', permanent: true },
  ],
])(
  'without a token the page learns whether that is permanent (%s) and when the next try is, and no details',
  async (permanent, told) => {
    const { broker, clock, events } = brokerScene({
      fetchToken: async () => {
        throw new TokenRequestError(upstreamSecret, {
          code: 'rate_limited',
          permanent,
          retryAt: clock.now() + 41_500,
        });
      },
    });
    const response = await broker(post());
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toBe('42');
    const text = await response.text();
    expect(JSON.parse(text)).toEqual(told);
    expect(text).not.toContain(upstreamSecret);
    expect(events).toMatchObject([{ type: 'failed', reason: 'token', error: { code: 'rate_limited' } }]);
  },
);

test.each([
  [0, '2'],
  [999, '2'],
  [1_000, '1'],
  [1_999, '1'],
])('of a pause of 2 s, a page is told after %i ms that %s s are left', async (ms, retryAfter) => {
  const { broker, clock, tokens } = brokerScene({
    fetchToken: async () => {
      throw new TokenRequestError('No.', { code: 'invalid_client', permanent: true, retryAt: clock.now() + 2_000 });
    },
  });
  await tokens.getToken().catch(() => {});
  await clock.advance(ms);
  expect((await broker(post())).headers.get('retry-after')).toBe(retryAfter);
});

test('a closed refresher is 503 too', async () => {
  const { broker, tokens } = brokerScene();
  tokens.close();
  const response = await broker(post());
  expect(response.status).toBe(503);
  expect(response.headers.get('retry-after')).toBe('5');
});

test.each<[string, () => unknown]>([
  [
    'throws',
    () => {
      throw new Error('from a listener');
    },
  ],
  ['returns a rejected promise', () => Promise.reject(new Error('from a listener'))],
])('a listener that %s breaks nothing', async (_name, onEvent) => {
  const unhandled: unknown[] = [];
  const listener = (reason: unknown) => unhandled.push(reason);
  process.on('unhandledRejection', listener);
  const { broker } = brokerScene({ onEvent });
  expect((await broker(post())).status).toBe(200);
  for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
  process.off('unhandledRejection', listener);
  expect(unhandled).toEqual([]);
});

test('what is no Request is refused with a hint', async () => {
  const { broker } = brokerScene();
  await expect(broker({ headers: {}, method: 'POST' } as never)).rejects.toThrow(/web-standard Request.*toNodeHandler/);
});

const good = () => ({ tokens: brokerScene().tokens, authorize: () => true });
test.each<[string, () => unknown, RegExp]>([
  ['no options', () => undefined, /^createTokenBroker: options must be an object/],
  ['no tokens', () => ({ authorize: () => true }), /^createTokenBroker: tokens must come from createTokenRefresher/],
  ['a FetchToken as tokens', () => ({ ...good(), tokens: async () => ({ value: 't' }) }), /tokens must come from/],
  ['no authorize', () => ({ tokens: good().tokens }), /option "authorize" must be.*no default that lets everybody in/],
  ['authorize: true', () => ({ ...good(), authorize: true }), /option "authorize" must be a function/],
  ['origins as text', () => ({ ...good(), origins: 'https://a.example.com' }), /option "origins" must be a list/],
  [
    'a wildcard',
    () => ({ ...good(), origins: ['*'] }),
    /option "origins" has an entry.*such as 'https:\/\/app\.example\.com': a string\. .*no wildcard/,
  ],
  ['a word that is no origin', () => ({ ...good(), origins: ['canary'] }), /not an origin.*: a string\./],
  [
    'an origin with a path',
    () => ({ ...good(), origins: ['https://a.example.com/canary'] }),
    /not an origin.*: https:\/\/a\.example\.com\/…\. Name each/,
  ],
  [
    'an origin with user info',
    () => ({ ...good(), origins: ['https://canary:canary@a.example.com'] }),
    /not an origin/,
  ],
  [
    'an origin with a query',
    () => ({ ...good(), origins: ['https://a.example.com/?canary'] }),
    /not an origin.*: https:\/\/a\.example\.com\. Name each/,
  ],
  ['a number', () => ({ ...good(), origins: [7] }), /not an origin.*: a number\./],
  ['a list in the list', () => ({ ...good(), origins: [['https://a.example.com']] }), /not an origin.*: a object\./],
  ['an unset variable', () => ({ ...good(), origins: [undefined] }), /not an origin.*: a undefined\./],
  ['a scheme alone', () => ({ ...good(), origins: ['capacitor:'] }), /not an origin/],
  ['another scheme behind a space', () => ({ ...good(), origins: [' tauri://localhost'] }), /not an origin/],
  ['a path of another scheme', () => ({ ...good(), origins: ['tauri://localhost/x'] }), /not an origin/],
  ['user info of another scheme', () => ({ ...good(), origins: ['tauri://canary@localhost'] }), /not an origin/],
  ['onEvent as text', () => ({ ...good(), onEvent: 'log' }), /option "onEvent" must be a function/],
  ['half a clock', () => ({ ...good(), clock: { now: () => 0 } }), /option "clock" .* with monotonicNow\(\)/],
  ['a misspelt option', () => ({ ...good(), origin: [] }), /option "origin" is not known; known are: .*origins/],
  [
    'snake case',
    () => ({ ...good(), on_event() {} }),
    /option "on_event" is not known; set option "onEvent"\. Known are: /,
  ],
  [
    "snake case of a refresher's option",
    () => ({ ...good(), refresh_ahead_ms: 1 }),
    /option "refresh_ahead_ms" is not known; set option "refreshAheadMs" of createTokenRefresher\. Known are: /,
  ],
  ['a refresh token', () => ({ ...good(), refresh_token: 'canary' }), /"refresh_token" is not known; known are: /],
  ['a parameter of a grant', () => ({ ...good(), audience: 'a' }), /option "audience" is not known; known are: /],
])('%s: TypeError at once', (_name, options, message) => {
  const create = () => createTokenBroker(options() as TokenBrokerOptions);
  expect(create).toThrow(TypeError);
  expect(create).toThrow(message);
  expect(create).not.toThrow('canary');
});
