import { TokenRequestError } from '@token-refresher/core';
import { describe, expect, onTestFinished, test } from 'vitest';
import { startLocalEndpoint } from '../testing/local-endpoint.ts';
import { type TokenRequestOptions, tokenRequest } from './token-request.ts';

const signal = new AbortController().signal;
const zoom = { grant_type: 'account_credentials', account_id: 'a1' };

async function open() {
  const endpoint = await startLocalEndpoint();
  onTestFinished(() => endpoint[Symbol.asyncDispose]());
  const source = (options: object) =>
    tokenRequest({
      tokenEndpoint: endpoint.url,
      clientId: 'id',
      clientSecret: 'sesame',
      ...options,
    } as TokenRequestOptions);
  const forms = () => endpoint.received.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
  return { endpoint, source, forms };
}

test("a vendor's own grant is asked by its parameters", async () => {
  const { endpoint, source, forms } = await open();
  const fetchToken = source({ parameters: zoom, clientAuthentication: 'client_secret_basic', scope: 'api' });
  expect(await fetchToken({ signal })).toMatchObject({ value: 'token-1' });
  expect(forms()).toEqual([{ ...zoom, scope: 'api' }]);
  expect(endpoint.received[0]?.headers.authorization).toMatch(/^Basic /);
});

test('parameters from a function are new at each request', async () => {
  const { source, forms } = await open();
  let count = 0;
  const parameters = async () => ({
    grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer',
    assertion: `assertion-${++count}`,
  });
  const fetchToken = source({ parameters });
  await fetchToken({ signal });
  await fetchToken({ signal });
  expect(forms().map(({ assertion }) => assertion)).toEqual(['assertion-1', 'assertion-2']);
});

test('the line break at the end of a file does not go along with what was read from it', async () => {
  const { source, forms } = await open();
  const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
  await source({ parameters: () => ({ grant_type, assertion: 'a.b.c\r\n', note: ' a\nb ' }) })({ signal });
  await source({ parameters: { ...zoom, account_id: '\na1\n' } })({ signal });
  expect(forms()).toMatchObject([{ assertion: 'a.b.c', note: ' a\nb ' }, zoom]);
});

test('a client that has nothing to prove may not even have a name', async () => {
  const { source, forms } = await open();
  const parameters = { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion: 'a.b.c' };
  const none = { clientAuthentication: 'none', clientSecret: undefined, parameters };
  await source({ ...none, clientId: undefined })({ signal });
  await source(none)({ signal });
  expect(forms()).toEqual([parameters, { ...parameters, client_id: 'id' }]);
});

test("a server's sentence that names the grant is quoted whole", async () => {
  const { endpoint, source } = await open();
  const error_description = 'account_credentials is not enabled';
  endpoint.response = { status: 400, json: { error: 'unsupported_grant_type', error_description } };
  await expect(source({ parameters: zoom })({ signal })).rejects.toThrow(error_description);
});

test('passwords, tokens and assertions among the parameters stay out of errors; the grant is named', async () => {
  const { endpoint, source } = await open();
  const parameters = { grant_type: 'password', username: 'hidden-user', password: 'hidden-password' };
  endpoint.response = {
    status: 400,
    json: { error: 'unauthorized_client', error_description: 'No: hidden-user may not use api' },
  };
  await expect(source({ parameters })({ signal })).rejects.toThrow(
    /may not use the password grant\..* The server says: No: \[redacted\] may not use api$/,
  );
  endpoint.response = { status: 400, json: { error: 'invalid_grant', error_description: 'Not "hidden-pass…"' } };
  await expect(source({ parameters })({ signal })).rejects.toThrow(/what the password grant presents is wrong[^"]*$/);
});

test.each<[string, object, string]>([
  ['no parameters', {}, 'option "parameters" must contain "grant_type"'],
  ['no grant type', { parameters: { a: 'b' } }, 'option "parameters" must contain "grant_type"'],
  ['a number', { parameters: { ...zoom, account_id: 1 } }, 'has "account_id"'],
  ['a scope among them', { parameters: { ...zoom, scope: 'api' } }, 'set option "scope"'],
  ['no client ID', { parameters: zoom, clientId: undefined }, 'option "clientId" is missing'],
  [
    'a secret for a public client',
    { parameters: zoom, clientAuthentication: 'none' },
    '"clientSecret" does not go with none',
  ],
  ['an unknown option', { parameters: zoom, grantType: 'x' }, 'option "grantType" is not known; known are: '],
  [
    'the grant among the options',
    zoom,
    'option "grant_type" is not known; set parameters: { grant_type: … }. Known are: ',
  ],
  [
    'a refresh token among the options',
    { parameters: zoom, refresh_token: 'canary' },
    'option "refresh_token" is not known; use refreshToken, whose option "load" gives it. Known are: ',
  ],
])('%s: TypeError at once', async (_name, options, words) => {
  const { source } = await open();
  expect(() => source(options)).toThrow(TypeError);
  expect(() => source(options)).toThrow(`tokenRequest: `);
  expect(() => source(options)).toThrow(words);
});

test('what a function gives is checked when it is asked, and the error is permanent', async () => {
  const { endpoint, source } = await open();
  await expect(source({ parameters: () => ({ a: 'b' }) })({ signal })).rejects.toMatchObject({
    name: 'TokenRequestError',
    permanent: true,
    message: expect.stringContaining('tokenRequest: option "parameters" must contain "grant_type"'),
  });
  const cause = new Error('no metadata server here');
  await expect(source({ parameters: () => Promise.reject(cause) })({ signal })).rejects.toMatchObject({
    code: 'fetch_token_failed',
    permanent: false,
    message: 'tokenRequest: option "parameters" threw, see `cause`.',
    cause,
  });
  const late = () => ({
    grant_type: 'x',
    get assertion() {
      throw cause;
    },
  });
  await expect(source({ parameters: late })({ signal })).rejects.toMatchObject({ code: 'fetch_token_failed', cause });
  expect(endpoint.received).toEqual([]);
});

test("a mistake in an option of another call, made while a function is asked, is told as that function's", async () => {
  const { endpoint, source } = await open();
  const parameters = async () => {
    await source({ parameters: zoom, clientSecret: '' })({ signal });
  };
  await expect(source({ parameters })({ signal })).rejects.toMatchObject({
    code: 'fetch_token_failed',
    permanent: false,
    message: 'tokenRequest: option "parameters" threw, see `cause`.',
    cause: { name: 'TypeError', message: expect.stringContaining('tokenRequest: option "clientSecret" is empty') },
  });
  expect(endpoint.received).toEqual([]);
});

test("that nobody is signed in whose token is exchanged is passed on; another server's invalid_grant is not", async () => {
  const { endpoint, source } = await open();
  const thrown = (code: string) => new TokenRequestError('The token to exchange is gone.', { code, permanent: true });
  const asking = (cause: unknown) => source({ parameters: () => Promise.reject(cause) })({ signal });
  const signedOut = thrown('signed_out');
  await expect(asking(signedOut)).rejects.toBe(signedOut);
  const cause = thrown('invalid_grant');
  await expect(asking(cause)).rejects.toMatchObject({ code: 'fetch_token_failed', permanent: true, cause });
  expect(endpoint.received).toEqual([]);
});

describe.each([
  ['refresh_token', /has the grant_type refresh_token, which is what refreshToken is for/],
  [
    'authorization_code',
    /authorization_code, which needs somebody at a screen, .* give the refresh token .* to refreshToken/,
  ],
  ['urn:ietf:params:oauth:grant-type:device_code', /device_code, which needs somebody at a screen/],
  ['urn:ietf:params:oauth:grant-type:pre-authorized_code', /pre-authorized_code, which needs somebody at a screen/],
  ['urn:openid:params:grant-type:ciba', /ciba, which needs somebody at a screen/],
])('what can be used only once is refused: %s', (grant_type, message) => {
  const parameters = { grant_type, refresh_token: 'canary', code: 'canary', device_code: 'canary' };

  test('at once', async () => {
    const { endpoint, source } = await open();
    expect(() => source({ parameters })).toThrow(TypeError);
    expect(() => source({ parameters })).toThrow(message);
    expect(() => source({ parameters })).toThrow(/^tokenRequest: option "parameters" /);
    expect(() => source({ parameters })).not.toThrow('canary');
    expect(endpoint.received).toEqual([]);
  });

  test('before a request, when a function gives it', async () => {
    const { endpoint, source } = await open();
    await expect(source({ parameters: async () => parameters })({ signal })).rejects.toMatchObject({
      code: 'invalid_request',
      permanent: true,
      message: expect.stringMatching(message),
    });
    expect(endpoint.received).toEqual([]);
  });
});
