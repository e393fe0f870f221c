import { createTokenRefresher, TokenRequestError } from '@token-refresher/core';
import { createGate } from '@token-refresher/test-support';
import { describe, expect, onTestFinished, test } from 'vitest';
import { type LocalEndpoint, startLocalEndpoint } from '../testing/local-endpoint.ts';
import { type RefreshTokenOptions, refreshToken } from './refresh-token.ts';

const signal = new AbortController().signal;

/** An authorization server that takes each refresh token once and ends the session of whoever presents one again. */
async function open(options: Partial<RefreshTokenOptions> = {}) {
  const endpoint = await startLocalEndpoint();
  onTestFinished(() => endpoint[Symbol.asyncDispose]());
  const presented: string[] = [];
  const gate = createGate();
  gate.release();
  const session = { current: 'r0', isOver: false };
  endpoint.response = async (response) => {
    const given = new URLSearchParams(endpoint.received.at(-1)?.body).get('refresh_token') ?? '';
    presented.push(given);
    if (given !== session.current) session.isOver = true;
    else session.current = `r${presented.length}`;
    const isGood = !session.isOver;
    const next = session.current;
    await gate.pass();
    response.writeHead(isGood ? 200 : 400, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(
        isGood ? { access_token: `a-${next}`, refresh_token: next, expires_in: 60 } : { error: 'invalid_grant' },
      ),
    );
  };
  const store: { value: string | undefined; saved: (string | undefined)[] } = { value: 'r0', saved: [] };
  const create = (more: Partial<RefreshTokenOptions> = {}) =>
    refreshToken({
      tokenEndpoint: endpoint.url,
      clientId: 'id',
      clientSecret: 'sesame',
      load: async () => store.value,
      save: async (value: string | undefined) => {
        store.saved.push(value);
        store.value = value;
      },
      ...options,
      ...more,
    } as RefreshTokenOptions);
  return { endpoint, presented, gate, session, store, create };
}

const formOf = ({ received }: LocalEndpoint) => Object.fromEntries(new URLSearchParams(received.at(-1)?.body));

test('each request presents the refresh token that was saved last, and the new one is saved before the token is out', async () => {
  const { endpoint, presented, store, create } = await open();
  const fetchToken = create({ scope: 'api', parameters: { tenant: 't' } });
  expect(fetchToken.isRepeatable).toBe(false);
  expect((await fetchToken({ signal })).value).toBe('a-r1');
  expect(store.saved).toEqual(['r1']);
  expect(formOf(endpoint)).toEqual({
    grant_type: 'refresh_token',
    refresh_token: 'r0',
    client_id: 'id',
    client_secret: 'sesame',
    scope: 'api',
    tenant: 't',
  });
  await fetchToken({ signal, rejected: 'a-r1' });
  expect(presented).toEqual(['r0', 'r1']);
});

test('a server that does not rotate keeps its refresh token, and nothing is saved', async () => {
  const { endpoint, store, create } = await open();
  endpoint.response = { json: { access_token: 'a', expires_in: 60 } };
  await create()({ signal });
  await create()({ signal });
  expect(formOf(endpoint).refresh_token).toBe('r0');
  expect(store.saved).toEqual([]);
});

test('a public client presents it without a secret', async () => {
  const { endpoint, create } = await open({ clientAuthentication: 'none', clientSecret: undefined } as object);
  await create()({ signal });
  expect(formOf(endpoint)).toEqual({ grant_type: 'refresh_token', refresh_token: 'r0', client_id: 'id' });
});

test('1000 callers at once cost one presentation', async () => {
  const { presented, create } = await open();
  const tokens = createTokenRefresher(create());
  onTestFinished(() => tokens.close());
  const values = await Promise.all(Array.from({ length: 1000 }, async () => (await tokens.getToken()).value));
  expect(new Set(values)).toEqual(new Set(['a-r1']));
  expect(presented).toEqual(['r0']);
});

test('callers that leave at every moment end nothing: no refresh token is presented twice', async () => {
  const { presented, session, store, create } = await open();
  const tokens = createTokenRefresher(create());
  onTestFinished(() => tokens.close());
  for (let round = 0; round < 200; round++) {
    const leaving = Array.from({ length: 5 }, async (_, turns) => {
      const controller = new AbortController();
      const waiting = tokens.getToken({ signal: controller.signal }).catch(() => {});
      for (let turn = 0; turn < (turns * round) % 7; turn++) await Promise.resolve();
      if (turns % 2) await new Promise(setImmediate);
      controller.abort();
      await waiting;
    });
    await Promise.all(leaving);
    const { value } = await tokens.getToken();
    tokens.invalidate(value);
  }
  expect(session.isOver).toBe(false);
  expect(new Set(presented).size).toBe(presented.length);
  expect(store.value).toBe(session.current);
});

test('a request that outlives the time limit goes on, and the next ask joins it', async () => {
  const { presented, gate, create } = await open();
  const fetchToken = create();
  gate.shut();
  const controller = new AbortController();
  const first = fetchToken({ signal: controller.signal });
  await gate.waitFor(1);
  const reason = new Error('the time limit');
  controller.abort(reason);
  await expect(first).rejects.toBe(reason);
  const second = fetchToken({ signal });
  gate.release();
  expect((await second).value).toBe('a-r1');
  expect(presented).toEqual(['r0']);
});

test('without a refresh token nobody is signed in, and nothing is sent', async () => {
  const { presented, store, create } = await open();
  store.value = undefined;
  const message = 'Nobody is signed in: there is no refresh token. Option "load" gave none.';
  await expect(create()({ signal })).rejects.toMatchObject({ code: 'signed_out', permanent: true, message });
  expect(presented).toEqual([]);
});

test('invalid_grant means signed out: the refresh token is forgotten', async () => {
  const { session, store, create } = await open();
  session.isOver = true;
  const error = await create()({ signal }).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'signed_out', status: 400, permanent: true, cause: { code: 'invalid_grant' } });
  const cause = (error as { readonly cause: Error }).cause.message;
  expect(cause).toContain('what the refresh token grant presents is wrong, has expired, or was used before');
  expect(error).toHaveProperty(
    'message',
    `Nobody is signed in: the authorization server does not accept the refresh token any more. ${cause}`,
  );
  expect(TokenRequestError.is(error)).toBe(true);
  expect(store.saved).toEqual([undefined]);
});

test('a refresh token that another process has used is not the end: the one it got is presented, once', async () => {
  const { presented, endpoint, store, create } = await open();
  endpoint.response = (response) => {
    presented.push(formOf(endpoint).refresh_token ?? '');
    store.value = `from-elsewhere-${presented.length}`;
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}');
  };
  await expect(create()({ signal })).rejects.toMatchObject({ code: 'invalid_grant' });
  expect(presented).toEqual(['r0', 'from-elsewhere-1']);
  expect(store.saved).toEqual([]);
});

test.each<[string, unknown, string]>([
  ['a Buffer', Buffer.from('canary'), 'returned a refresh token that must be a string, not object.'],
  ['an object', { refresh_token: 'canary' }, 'returned a refresh token that must be a string, not object.'],
  ['a number', 7, 'returned a refresh token that must be a string, not number.'],
  [
    'two lines',
    'canary\ncanary',
    'returned a refresh token with a line break or another character that is not printable ASCII.',
  ],
])('%s from load is a permanent error that says so: nothing is sent or deleted', async (_name, value, problem) => {
  const { presented, store, create } = await open();
  const tokens = createTokenRefresher(create({ load: () => value } as object));
  onTestFinished(() => tokens.close());
  await expect(tokens.getToken()).rejects.toMatchObject({
    code: 'invalid_request',
    permanent: true,
    message: `refreshToken: option "load" ${problem}`,
  });
  expect([presented, store.saved]).toEqual([[], []]);
});

test('a refresh token from a file that ends in a line break is presented without it', async () => {
  const { presented, store, create } = await open();
  store.value = 'r0\n';
  expect((await create()({ signal })).value).toBe('a-r1');
  store.value = '\uFEFF r1 \r\n';
  expect((await create()({ signal })).value).toBe('a-r2');
  expect([presented, store.saved]).toEqual([
    ['r0', 'r1'],
    ['r1', 'r2'],
  ]);
});

test('with a line break, it is the same one: the server that keeps it makes nothing new, the one that denies it ends the session', async () => {
  const { endpoint, store, create } = await open();
  store.value = 'r0\n';
  endpoint.response = { json: { access_token: 'a', expires_in: 60, refresh_token: 'r0' } };
  await create()({ signal });
  expect(store.saved).toEqual([]);
  endpoint.response = { status: 400, json: { error: 'invalid_grant' } };
  await expect(create()({ signal })).rejects.toMatchObject({ code: 'signed_out' });
  expect([endpoint.received.length, store.saved]).toEqual([2, [undefined]]);
});

test('a file with nothing but a line break in it has no refresh token', async () => {
  const { presented, store, create } = await open();
  store.value = '\n';
  await expect(create()({ signal })).rejects.toMatchObject({ code: 'signed_out' });
  expect([presented, store.saved]).toEqual([[], []]);
});

test.each(['load', 'save', 'clientSecret'])(
  'what the function %s throws is the cause, and the option is named',
  async (name) => {
    const { create } = await open();
    const cause = new TypeError('canary: disk full');
    const tokens = createTokenRefresher(create({ [name]: () => Promise.reject(cause) }));
    onTestFinished(() => tokens.close());
    const error = await tokens.getToken().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'fetch_token_failed', permanent: false, cause });
    expect(error).toHaveProperty('message', `refreshToken: option "${name}" threw, see \`cause\`.`);
  },
);

describe("another server's word, for the client's own proof, is no end of the session", () => {
  test.each<[string, string, boolean]>([
    ['clientSecret', 'invalid_grant', true],
    ['clientSecret', 'signed_out', true],
    ['clientSecret', 'signed_out', false],
    ['clientAssertion', 'invalid_grant', true],
    ['clientAssertion', 'signed_out', true],
  ])('%s throws %s (permanent: %s)', async (option, code, permanent) => {
    const { presented, store, create } = await open();
    const cause = new TokenRequestError('The vault says no.', { code, permanent });
    const source = create({ clientSecret: undefined, [option]: () => Promise.reject(cause) } as object);
    await expect(source({ signal })).rejects.toMatchObject({
      code: 'fetch_token_failed',
      permanent,
      cause,
      message: `refreshToken: option "${option}" threw, see \`cause\`.`,
    });
    expect([presented, store]).toEqual([[], { value: 'r0', saved: [] }]);
  });

  test('a vault that has signed out gives the proof again when it is signed in, and the session goes on', async () => {
    const { presented, create } = await open();
    const ofVault = await open();
    ofVault.store.value = undefined;
    const vault = createTokenRefresher(ofVault.create());
    onTestFinished(() => vault.close());
    const source = create({ clientSecret: async () => (await vault.getToken()).value });
    await expect(source({ signal })).rejects.toMatchObject({
      code: 'fetch_token_failed',
      cause: { code: 'signed_out' },
    });
    ofVault.store.value = 'r0';
    vault.reset();
    expect((await source({ signal })).value).toBe('a-r1');
    expect([ofVault.presented, presented]).toEqual([['r0'], ['r0']]);
  });
});

test.each(['load', 'save'])("%s may say that the application's user has signed out", async (option) => {
  const { create } = await open();
  const error = new TokenRequestError('Nobody is signed in.', { code: 'signed_out', permanent: true });
  await expect(create({ [option]: () => Promise.reject(error) })({ signal })).rejects.toBe(error);
});

test('when the end of the session cannot be saved, that is told, and saved at the next ask', async () => {
  const { session, store, create } = await open();
  session.isOver = true;
  let isDown = true;
  const cause = new Error('disk full');
  const save = (value: string | undefined) => {
    if (isDown) throw cause;
    store.saved.push(value);
  };
  const fetchToken = create({ save });
  await expect(fetchToken({ signal })).rejects.toMatchObject({ code: 'fetch_token_failed', cause });
  isDown = false;
  await expect(fetchToken({ signal })).rejects.toMatchObject({ code: 'signed_out' });
  expect(store.saved).toEqual([undefined]);
});

test('a new refresh token that could not be saved is saved at the next ask, without another request', async () => {
  let isDown = true;
  const { presented, store, create } = await open();
  const save = (value: string | undefined) => {
    if (isDown) throw new Error('the database is down');
    store.saved.push(value);
    store.value = value;
  };
  const fetchToken = create({ save });
  await expect(fetchToken({ signal })).rejects.toHaveProperty('cause.message', 'the database is down');
  isDown = false;
  expect((await fetchToken({ signal })).value).toBe('a-r1');
  expect([presented, store.saved]).toEqual([['r0'], ['r1']]);
});

describe('a new refresh token is saved whatever else is wrong with its response', () => {
  const rotated = { access_token: 'a', token_type: 'Bearer', expires_in: 60, refresh_token: 'r1' };

  test.each<[string, object, string]>([
    ['a narrower scope', { scope: 'read' }, 'scope_not_granted'],
    ['no life', { expires_in: -1 }, 'invalid_token_response'],
    ['another type', { token_type: 'DPoP' }, 'invalid_token_response'],
    ['no access token', { access_token: undefined }, 'invalid_token_response'],
    ['an access token that cannot be sent', { access_token: 'a\r\nb' }, 'invalid_token_response'],
    ['a scope that is a number', { scope: 7 }, 'invalid_token_response'],
    ['an error in its place', { access_token: undefined, error: 'server_error' }, 'server_error'],
    ['an error that ends sessions', { access_token: undefined, error: 'invalid_grant' }, 'invalid_grant'],
  ])('%s', async (_name, fields, code) => {
    const { endpoint, presented, session, store, create } = await open({ scope: 'read write' });
    const fetchToken = create();
    const { response: usual } = endpoint;
    endpoint.response = (response) => {
      presented.push(formOf(endpoint).refresh_token ?? '');
      session.current = 'r1';
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ...rotated, ...fields }));
    };
    await expect(fetchToken({ signal })).rejects.toMatchObject({ code, status: 200, permanent: true });
    expect(store.saved).toEqual(['r1']);
    endpoint.response = usual;
    expect((await fetchToken({ signal })).value).toBe('a-r2');
    expect([presented, store.saved, session.isOver]).toEqual([['r0', 'r1'], ['r1', 'r2'], false]);
  });

  test('when it cannot be saved at once, it is at the next ask, before the failure is told', async () => {
    let isDown = true;
    const { endpoint, store, create } = await open();
    endpoint.response = { json: { ...rotated, expires_in: -1 } };
    const save = (value: string | undefined) => {
      if (isDown) throw new Error('the database is down');
      store.value = value;
    };
    const fetchToken = create({ save });
    await expect(fetchToken({ signal })).rejects.toHaveProperty('cause.message', 'the database is down');
    isDown = false;
    await expect(fetchToken({ signal })).rejects.toMatchObject({ code: 'invalid_token_response' });
    expect([store.value, endpoint.received.length]).toEqual(['r1', 1]);
  });

  test.each<[string, object]>([
    ['the same one', { refresh_token: 'r0' }],
    ['none', {}],
  ])('with %s in it, an invalid_grant in HTTP 200 is the end of the session', async (_name, fields) => {
    const { endpoint, store, create } = await open();
    endpoint.response = { json: { error: 'invalid_grant', ...fields } };
    await expect(create()({ signal })).rejects.toMatchObject({ code: 'signed_out' });
    expect(store.saved).toEqual([undefined]);
  });

  test.each([400, 500])('of a response that says it failed (HTTP %i), nothing is saved', async (status) => {
    const { endpoint, store, create } = await open();
    endpoint.response = { status, json: { ...rotated, error: 'invalid_request' } };
    await expect(create()({ signal })).rejects.toMatchObject({ status });
    expect(store.saved).toEqual([]);
  });

  test('of an address that the request was sent on to, nothing is saved', async () => {
    const { endpoint, store, create } = await open();
    endpoint.response = (response) => {
      endpoint.response = { json: rotated };
      response.writeHead(307, { location: '/elsewhere' }).end();
    };
    const follow: typeof fetch = (url, init) => fetch(url, { ...init, redirect: 'follow' });
    await expect(create({ fetch: follow })({ signal })).rejects.toMatchObject({ code: 'unexpected_response' });
    expect(store.saved).toEqual([]);
  });
});

test('after reset, nothing of the session before is saved or handed out', async () => {
  const { gate, store, presented, create } = await open();
  const fetchToken = create();
  const tokens = createTokenRefresher(fetchToken);
  onTestFinished(() => tokens.close());
  gate.shut();
  const before = tokens.getToken().catch((error: unknown) => error);
  await gate.waitFor(1);
  store.value = undefined;
  tokens.reset();
  expect(await before).toMatchObject({ code: 'reset', message: 'The token refresher was reset.' });
  gate.release();
  await expect(tokens.getToken()).rejects.toMatchObject({ code: 'signed_out' });
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  expect([presented, store.saved, store.value]).toEqual([['r0'], [], undefined]);
});

test('who signs in while the application still loads: the next session is neither presented nor deleted by the last', async () => {
  const { store, presented, create } = await open();
  const loading = createGate();
  let loads = 0;
  const load = async () => {
    if (loads++ === 0) await loading.pass();
    return store.value;
  };
  const tokens = createTokenRefresher(create({ load }));
  onTestFinished(() => tokens.close());
  const before = tokens.getToken().catch((error: unknown) => error);
  await loading.waitFor(1);
  store.value = 'r0';
  tokens.reset();
  const token = tokens.getToken();
  loading.release();
  await Promise.all([before, token]);
  expect(presented).toEqual(['r0']);
  expect(store.saved).toHaveLength(1);
});

test('a refresh token that is refused while somebody else signs in does not delete theirs', async () => {
  const { endpoint, store, presented, create } = await open();
  const loading = createGate();
  let loads = 0;
  const load = async () => {
    if (++loads === 2) await loading.pass();
    return loads === 2 ? undefined : store.value;
  };
  const { response: usual } = endpoint;
  store.value = 'before';
  endpoint.response = { status: 400, json: { error: 'invalid_grant' } };
  const tokens = createTokenRefresher(create({ load }));
  onTestFinished(() => tokens.close());
  const before = tokens.getToken().catch((error: unknown) => error);
  await loading.waitFor(1);
  endpoint.response = usual;
  store.value = 'r0';
  tokens.reset();
  loading.release();
  await before;
  await tokens.getToken();
  expect(store.saved).not.toContain(undefined);
  expect(presented).toEqual(['r0']);
});

test('the same session goes on after reset with what a request under way brings: nothing is presented twice', async () => {
  const { gate, store, presented, create } = await open();
  const tokens = createTokenRefresher(create());
  onTestFinished(() => tokens.close());
  gate.shut();
  const before = tokens.getToken().catch((error: unknown) => error);
  await gate.waitFor(1);
  tokens.reset();
  const token = tokens.getToken();
  await before;
  gate.release();
  await token;
  expect([presented, store.saved]).toEqual([['r0'], ['r1']]);
});

test('a reset during save: the token of the session before is not handed out', async () => {
  const { create } = await open();
  const saves = createGate();
  const fetchToken = create({ save: () => saves.pass() });
  const before = fetchToken({ signal }).catch((error: unknown) => error);
  await saves.waitFor(1);
  fetchToken.reset?.();
  saves.release();
  expect(await before).toMatchObject({ code: 'reset', message: 'The token refresher was reset.' });
});

test('a reset while the refresh token of another process is under way: that one is not presented twice', async () => {
  const { endpoint, presented, gate, session, store, create } = await open();
  const { response: usual } = endpoint;
  endpoint.response = (response) => {
    presented.push(formOf(endpoint).refresh_token ?? '');
    store.value = session.current = 'from-elsewhere';
    endpoint.response = usual;
    gate.shut();
    response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":"invalid_grant"}');
  };
  const fetchToken = create();
  const before = fetchToken({ signal }).catch((error: unknown) => error);
  await gate.waitFor(1);
  fetchToken.reset?.();
  const after = fetchToken({ signal });
  for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
  gate.release();
  expect(await before).toMatchObject({ code: 'reset' });
  expect((await after).value).toBe('a-r2');
  expect([presented, store.saved]).toEqual([['r0', 'from-elsewhere'], ['r2']]);
});

test('a lost response is not repeated within a refresh', async () => {
  const { endpoint, create } = await open();
  endpoint.response = (response) => void response.destroy();
  const tokens = createTokenRefresher(create());
  onTestFinished(() => tokens.close());
  await expect(tokens.getToken()).rejects.toMatchObject({ code: 'network_error' });
  expect(endpoint.received).toHaveLength(1);
});

test('a refresh token stays out of errors', async () => {
  const { endpoint, store, create } = await open();
  store.value = 'hidden-refresh-token';
  endpoint.response = { status: 400, json: { error: 'invalid_request', error_description: 'Bad hidden-ref' } };
  await expect(create()({ signal })).rejects.toHaveProperty('message', expect.not.stringContaining('hidden'));
});

test.each<[string, object, string]>([
  ['no load', { load: undefined }, 'option "load" must be a function'],
  ['no save', { save: undefined }, 'option "save" must be a function'],
  ['a refresh token as parameter', { parameters: { refresh_token: 'r' } }, 'option "load" gives it'],
  ['another grant', { parameters: { grant_type: 'x' } }, 'it is always refresh_token'],
  ['a refresh token as option', { refresh_token: 'r' }, 'option "refresh_token" is not known; option "load" gives it.'],
])('%s: TypeError at once', async (_name, options, words) => {
  const { create } = await open();
  expect(() => create(options)).toThrow(TypeError);
  expect(() => create(options)).toThrow(words);
});
