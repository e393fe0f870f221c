import { describe, expect, test } from 'vitest';
import { TokenRequestError } from '../errors.ts';
import type { ApiResponse } from '../protocol/api-response/unauthorized.ts';
import { createTokenRefresher, type TokenRefresher } from '../refresher/token-refresher.ts';
import { staticToken } from '../sources/static-token.ts';
import { hourMs, type Scene, scene } from '../testing/refresher-scene.ts';
import { startAttempt } from './attempt.ts';

const refused: ApiResponse = { status: 401, body: 'Unauthorized' };
const accepted: ApiResponse = { status: 200, body: { data: { viewer: 'me' } } };

/** Sends one operation as an adapter does; `api` responds to each token. Returns the tokens sent and the response delivered. */
async function send(tokens: TokenRefresher, api: (token: string | undefined) => ApiResponse, operation?: string) {
  const attempt = startAttempt(tokens, { operation: () => operation });
  const sent: (string | undefined)[] = [];
  let token: string | undefined = attempt.cachedToken() ?? (await attempt.getToken());
  for (;;) {
    sent.push(token);
    const response = api(token);
    token = await attempt.retry(response);
    if (token === undefined) return { sent, response };
  }
}

describe('the first send', () => {
  test('takes a fresh token synchronously', async () => {
    const { tokens } = scene({ automatic: true });
    const attempt = startAttempt(tokens);
    expect(attempt.cachedToken()).toBeUndefined();
    expect(await attempt.getToken()).toBe('t1');
    expect(startAttempt(tokens).cachedToken()).toBe('t1');
  });

  test('starts the refresh ahead of time and goes on with the current token', async () => {
    const { tokens, clock, calls } = scene({ automatic: true });
    await tokens.getToken();
    await clock.advance(hourMs - 1_000);
    expect(startAttempt(tokens).cachedToken()).toBe('t1');
    await clock.advance(0);
    expect(calls).toHaveLength(2);
    expect(startAttempt(tokens).cachedToken()).toBe('t2');
  });
});

test('what went out before there was a token is nothing that a token can help', async () => {
  const { tokens, calls, events } = scene({ automatic: true });
  const attempt = startAttempt(tokens);
  expect(attempt.cachedToken()).toBeUndefined();
  expect(attempt.retry(refused)).toBeUndefined();
  await tokens.getToken();
  expect(calls).toHaveLength(1);
  expect(events.map(({ type }) => type)).toEqual(['refresh-started', 'refresh-succeeded']);
});

describe('a response that is not Unauthorized', () => {
  test.each([accepted, { status: 500 }, { status: 403, body: 'Unauthorized' }, { body: 'pong' }])(
    'goes to the caller at once: %o',
    async (response) => {
      const { tokens, calls } = scene({ automatic: true });
      const attempt = startAttempt(tokens);
      await attempt.getToken();
      expect(attempt.retry(response)).toBeUndefined();
      expect(calls).toHaveLength(1);
    },
  );
});

describe('a rejected token', () => {
  test('is replaced and the operation sent once more', async () => {
    const { tokens, calls, events } = scene({ automatic: true });
    expect(await send(tokens, (token) => (token === 't1' ? refused : accepted))).toEqual({
      sent: ['t1', 't2'],
      response: accepted,
    });
    expect(calls.map(({ rejected }) => rejected)).toEqual([undefined, 't1']);
    expect(events).toContainEqual(expect.objectContaining({ type: 'token-rejected', status: 401, action: 'retry' }));
    expect(events.at(-1)).toMatchObject({ type: 'refresh-succeeded', reason: 'rejected' });
  });

  test('a second time in one operation is handed to the caller as it is', async () => {
    const { tokens, calls, events } = scene({ automatic: true });
    expect(await send(tokens, () => refused)).toEqual({ sent: ['t1', 't2'], response: refused });
    expect(calls).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ type: 'token-rejected', action: 'none' });
  });

  test('of long ago costs no refresh: the retry uses the current token', async () => {
    const { tokens, calls } = scene({ automatic: true });
    const late = startAttempt(tokens);
    await late.getToken();
    await send(tokens, (token) => (token === 't1' ? refused : accepted));
    expect(await late.retry(refused)).toBe('t2');
    expect(calls).toHaveLength(2);
  });

  test('of long ago is no rejection in vain while the last refresh has failed: the current token serves', async () => {
    const { tokens, clock, respond, fail, events } = scene();
    const late = startAttempt(tokens);
    const first = late.getToken();
    await respond();
    await first;
    tokens.invalidate('t1');
    const current = tokens.getToken();
    await respond();
    await current;
    await clock.advance(hourMs - 1_000);
    expect(startAttempt(tokens).cachedToken()).toBe('t2');
    await fail(new TokenRequestError('No.', { code: 'invalid_client', permanent: true }));
    expect(await late.retry(refused)).toBe('t2');
    expect(events.at(-1)).toMatchObject({ type: 'token-rejected', action: 'retry' });
  });

  test('that serves on is rejected without effect while no other can be obtained, and that uses up nothing', async () => {
    const { tokens, respond, fail, events } = scene();
    const got = tokens.getToken();
    await respond();
    await got;
    const reject = async (index: number) => {
      const attempt = startAttempt(tokens, { keepsServing: true, operation: () => `{ a${index} }` });
      expect(attempt.cachedToken()).toBe('t1');
      return attempt.retry(refused)?.catch(() => undefined);
    };
    const first = reject(0);
    await fail(new TokenRequestError('No.', { code: 'invalid_client', permanent: true }));
    await first;
    for (let index = 1; index <= 10; index++) await reject(index);
    expect(events.at(-1)).toMatchObject({ type: 'token-rejected', action: 'none', why: 'no-token' });
    expect(events.map(({ type }) => type)).not.toContain('refresh-damped');
  });

  test('that a socket was opened with long ago costs no refresh either', async () => {
    const { tokens, calls } = scene({ automatic: true });
    await tokens.getToken();
    tokens.invalidate('t1');
    await tokens.getToken();
    expect(await startAttempt(tokens, { token: 't1' }).retry(refused)).toBe('t2');
    expect(await startAttempt(tokens, { token: 't2' }).retry(refused)).toBe('t3');
    expect(calls).toHaveLength(3);
  });

  test('of long ago costs no refresh of its own while one runs', async () => {
    const { tokens, calls, respond } = scene();
    const [one, other] = [startAttempt(tokens), startAttempt(tokens)];
    const both = [one.getToken(), other.getToken()];
    await respond();
    await Promise.all(both);
    const retries = [one.retry(refused), other.retry(refused)];
    await respond();
    expect(await Promise.all(retries)).toEqual(['t2', 't2']);
    expect(calls).toHaveLength(2);
  });

  test('and another, and another, are each replaced at once while the API accepts the new ones', async () => {
    const { tokens } = scene({ automatic: true });
    for (const revoked of ['t1', 't2', 't3', 't4']) {
      await send(tokens, () => accepted);
      const next = `t${Number(revoked.slice(1)) + 1}`;
      expect((await send(tokens, (token) => (token === revoked ? refused : accepted))).sent).toEqual([revoked, next]);
    }
  });

  test('a second time is final, though there is a third token by then', async () => {
    const { tokens, calls } = scene({ automatic: true });
    const attempt = startAttempt(tokens);
    await attempt.getToken();
    expect(await attempt.retry(refused)).toBe('t2');
    tokens.invalidate('t2');
    await tokens.getToken();
    expect(attempt.retry(refused)).toBeUndefined();
    expect(calls).toHaveLength(3);
  });

  test('that the source insists on is not sent again', async () => {
    const { clock } = scene();
    const tokens = createTokenRefresher(staticToken('abc'), { clock });
    expect(await send(tokens, () => refused)).toEqual({ sent: ['abc'], response: refused });
    expect(await send(tokens, () => accepted)).toEqual({ sent: ['abc'], response: accepted });
  });

  test('leaves an aborted caller alone, and the refresh to the others', async () => {
    const { tokens, respond, calls } = scene();
    const [impatient, patient] = [startAttempt(tokens), startAttempt(tokens)];
    const both = [impatient.getToken(), patient.getToken()];
    await respond();
    await Promise.all(both);
    const controller = new AbortController();
    const leaves = impatient.retry(refused, { signal: controller.signal });
    const stays = patient.retry(refused);
    controller.abort(new Error('Gone'));
    await expect(leaves).rejects.toThrow('Gone');
    await respond();
    expect(await stays).toBe('t2');
    expect(calls).toHaveLength(2);
  });
});

describe('an API that rejects every token', () => {
  const refuseAll = async ({ tokens, calls }: Scene, times: number, operation?: (index: number) => string) => {
    let sends = 0;
    for (let index = 0; index < times; index++) {
      const { sent } = await send(tokens, () => refused, operation?.(index));
      sends = Math.max(sends, sent.length);
    }
    return { sends, requests: calls.length };
  };

  const different = () => `query Q${Math.random()} { viewer }`;

  test('gets at most two sends a call and two token requests for a hundred calls of one operation', async () => {
    expect(await refuseAll(scene({ automatic: true }), 100, () => '{ viewer }')).toEqual({ sends: 2, requests: 2 });
  });

  test('gets the first token and five new ones for a hundred different operations', async () => {
    const stage = scene({ automatic: true });
    expect(await refuseAll(stage, 100, different)).toEqual({ sends: 2, requests: 6 });
    const damped = stage.events.filter((event) => event.type === 'refresh-damped');
    expect(damped.map(({ reason }) => reason)).toEqual(Array(95).fill('rejected'));
    expect(stage.events.at(-1)).toMatchObject({ type: 'token-rejected', action: 'none', why: 'damped' });
  });

  test('gets one new token after 15, 30, 60, 60 … seconds', async () => {
    const stage = scene({ automatic: true });
    await refuseAll(stage, 7, different);
    for (const seconds of [15, 30, 60, 60]) {
      const before = stage.calls.length;
      await stage.clock.advance(seconds * 1_000 - 1);
      await refuseAll(stage, 3, different);
      expect(stage.calls).toHaveLength(before);
      await stage.clock.advance(1);
      await refuseAll(stage, 3, different);
      expect(stage.calls).toHaveLength(before + 1);
    }
  });

  test('only now and then gets no more, whatever it accepts in between', async () => {
    const stage = scene({ automatic: true });
    for (let round = 0; round < 100; round++) {
      await send(stage.tokens, () => accepted, different());
      await send(stage.tokens, () => refused, different());
    }
    expect(stage.calls).toHaveLength(6);
  });

  test('and then takes new ones is repaired every 15 seconds at least', async () => {
    const stage = scene({ automatic: true });
    const current = () => stage.tokens.peek()?.value;
    const repaired = async () => {
      const dead = current();
      return (await send(stage.tokens, (token) => (token === dead ? refused : accepted), different())).sent.length;
    };
    await stage.tokens.getToken();
    const sends: number[] = [];
    for (let round = 0; round < 6; round++) sends.push(await repaired());
    expect(sends).toEqual([2, 2, 2, 2, 2, 1]);
    for (let round = 0; round < 3; round++) {
      await stage.clock.advance(15_000);
      expect([await repaired(), await repaired()]).toEqual([2, 1]);
    }
  });

  test('has its budget back after a quiet time', async () => {
    const stage = scene({ automatic: true });
    await refuseAll(stage, 20, different);
    await stage.clock.advance(5 * 60_000);
    const before = stage.calls.length;
    await refuseAll(stage, 20, different);
    expect(stage.calls).toHaveLength(before + 5);
  });
});

describe('an operation that is denied for reasons of its own', () => {
  const api = (denied: boolean) => () =>
    denied ? { status: 200, body: { errors: [{ message: 'Unauthorized' }] } } : accepted;

  test('does not cost a token each time, though others are accepted in between', async () => {
    const { tokens, calls } = scene({ automatic: true });
    for (let round = 0; round < 50; round++) {
      await send(tokens, api(true), '{ secret }');
      await send(tokens, api(false), '{ open }');
    }
    expect(calls).toHaveLength(2);
  });

  test('does not take the good token from the others', async () => {
    const { tokens, calls } = scene({ automatic: true });
    const denied = startAttempt(tokens, { operation: () => '{ secret }' });
    await denied.getToken();
    expect(await denied.retry(refused)).toBe('t2');
    await send(tokens, api(false), '{ open }');
    expect(denied.retry(refused)).toBeUndefined();
    expect(tokens.peek()).toMatchObject({ value: 't2' });
    expect(startAttempt(tokens).cachedToken()).toBe('t2');
    expect(calls).toHaveLength(2);
  });

  test('is handed its response synchronously while no other token is to be expected', async () => {
    const { tokens } = scene({ automatic: true });
    await send(tokens, api(true), '{ secret }');
    const again = startAttempt(tokens, { operation: () => '{ secret }' });
    again.cachedToken();
    expect(again.retry(refused)).toBeUndefined();
  });

  test('is one of the last hundred such; older ones are forgotten', async () => {
    const { tokens, calls, clock } = scene({ automatic: true });
    const waitForBudget = () => clock.advance(60_000);
    for (let index = 0; index < 101; index++) {
      for (let round = 0; round < 4; round++) {
        await waitForBudget();
        await send(tokens, api(true), `{ secret${index} }`);
      }
    }
    const before = calls.length;
    await waitForBudget();
    await send(tokens, api(true), '{ secret100 }');
    expect(calls).toHaveLength(before);
    await send(tokens, api(true), '{ secret0 }');
    expect(calls).toHaveLength(before + 1);
  });

  test('does not keep another from having its token replaced', async () => {
    const { tokens } = scene({ automatic: true });
    await send(tokens, api(true), '{ secret }');
    await send(tokens, api(false), '{ open }');
    expect((await send(tokens, (token) => (token === 't2' ? refused : accepted), '{ open }')).sent).toEqual([
      't2',
      't3',
    ]);
  });

  test('is given another chance after 15, 30, 60 … seconds', async () => {
    const { tokens, calls, clock } = scene({ automatic: true });
    await send(tokens, api(true), '{ secret }');
    for (const seconds of [15, 30, 60, 120]) {
      await send(tokens, api(false), '{ open }');
      await clock.advance(seconds * 1_000 - 1);
      const before = calls.length;
      await send(tokens, api(true), '{ secret }');
      expect(calls).toHaveLength(before);
      await clock.advance(1);
      await send(tokens, api(true), '{ secret }');
      expect(calls).toHaveLength(before + 1);
    }
  });

  test('many times at once is denied once', async () => {
    const { tokens, calls, clock } = scene({ automatic: true });
    await Promise.all(Array.from({ length: 20 }, () => send(tokens, api(true), '{ secret }')));
    expect(calls).toHaveLength(2);
    await clock.advance(15_000);
    await send(tokens, api(true), '{ secret }');
    expect(calls).toHaveLength(3);
  });

  test('costs less than ten tokens an hour, asked for every two seconds', async () => {
    const { tokens, calls, clock } = scene({ automatic: true, lifeMs: 24 * hourMs });
    for (let at = 0; at < hourMs; at += 2_000) {
      await send(tokens, api(true), '{ secret }');
      await clock.advance(2_000);
    }
    expect(calls.length).toBeLessThan(10);
  });

  test.each<[what: string, answer: ApiResponse, requests: number]>([
    ['is forgotten once it is accepted', accepted, 3],
    ['is forgotten once it is accepted over a socket, where there is no status', { body: { data: { secret: 1 } } }, 3],
    ['is not forgotten for an answer that says nothing', {}, 2],
    ['is not forgotten for an error of the server', { status: 500, body: { data: null } }, 2],
    ['is not forgotten for an error of the request', { status: 400, body: { data: null } }, 2],
  ])('%s', async (_, answer, requests) => {
    const { tokens, calls } = scene({ automatic: true });
    await send(tokens, api(true), '{ secret }');
    await send(tokens, () => answer, '{ secret }');
    await send(tokens, api(true), '{ secret }');
    expect(calls).toHaveLength(requests);
  });
});

describe('nothing is sent again', () => {
  const first = async (operation?: string) => {
    const stage = scene({ automatic: true });
    const attempt = startAttempt(stage.tokens, { operation: () => operation });
    await attempt.getToken();
    return { ...stage, attempt };
  };
  const denied = (path: (string | number)[], data: unknown = null) => ({
    status: 200,
    body: { data, errors: [{ message: 'Unauthorized', path }] },
  });

  test('once something has been delivered; the token is dropped all the same', async () => {
    const { attempt, tokens } = await first();
    attempt.doNotResend();
    expect(attempt.retry(refused)).toBeUndefined();
    expect(tokens.peek()).toBeUndefined();
  });

  test('when a mutation’s first field may have been carried out', async () => {
    const { attempt } = await first('mutation { pay notify }');
    expect(attempt.retry(denied(['notify']))).toBeUndefined();
  });

  test('but a mutation whose first field was refused is', async () => {
    const { attempt } = await first('mutation Pay($to: ID!) { done: pay(to: $to) { id } notify }');
    expect(await attempt.retry(denied(['done']))).toBe('t2');
  });

  test('when the custom predicate calls a mutation’s partial data Unauthorized', async () => {
    const stage = scene({ automatic: true, isUnauthorized: () => true });
    const attempt = startAttempt(stage.tokens, { operation: () => 'mutation { pay notify }' });
    await attempt.getToken();
    expect(attempt.retry(denied(['notify'], { pay: 1, notify: null }))).toBeUndefined();
  });
});

describe('when no new token can be obtained', () => {
  const refusedThenDown = async (response: ApiResponse, isUnauthorized?: () => boolean) => {
    const stage = scene(isUnauthorized ? { isUnauthorized } : {});
    const attempt = startAttempt(stage.tokens, { operation: () => '{ viewer }' });
    const waiting = attempt.getToken();
    await stage.respond();
    await waiting;
    const retry = attempt.retry(response)?.catch((reason: unknown) => reason);
    await stage.fail(new TokenRequestError('Wrong secret.', { code: 'invalid_client', status: 401, permanent: true }));
    return { ...stage, outcome: await retry };
  };

  test('the caller gets the token error, with the API’s response in it', async () => {
    const original = new Response('Unauthorized', { status: 401 });
    const { outcome, clock } = await refusedThenDown({ ...refused, original });
    expect(outcome).toBeInstanceOf(TokenRequestError);
    expect(outcome).toMatchObject({ code: 'invalid_client', status: 401, permanent: true, apiResponse: original });
    expect(outcome).toMatchObject({ retryAt: clock.now() + 1_000, cause: { code: 'invalid_client' } });
    expect(Object.keys(outcome as object)).not.toContain('apiResponse');
  });

  test('a response with data is delivered, not replaced by the error', async () => {
    const { outcome } = await refusedThenDown(
      { status: 200, body: { data: { viewer: 'me' }, errors: [] } },
      () => true,
    );
    expect(outcome).toBeUndefined();
  });
});

test.each<[options: unknown, problem: string]>([
  [{ isUnauthorized: 401 }, 'option "isUnauthorized" must be a function (response) => boolean'],
  [{ operation: '{ viewer }' }, 'option "operation" must be a function'],
  [{ mayRefresh: true }, 'option "mayRefresh" must be a function'],
  [{ onRetryAccepted: 1 }, 'option "onRetryAccepted" must be a function'],
])('a wrong option is an error that names it: %o', (options, problem) => {
  const { tokens } = scene();
  expect(() => startAttempt(tokens, options as never)).toThrow(new TypeError(`startAttempt: ${problem}.`));
});

test.each([undefined, null, {}, async () => ({ value: 'x' }), 'token'])(
  'anything else than a token refresher is an error that says what to pass: %o',
  (tokens) => {
    expect(() => startAttempt(tokens as never)).toThrow(TypeError);
    expect(() => startAttempt(tokens as never)).toThrow(/createTokenRefresher/);
  },
);
