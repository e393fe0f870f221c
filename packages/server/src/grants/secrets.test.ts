import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import type { ClientIdOption, ClientSecretOptions } from '../client-authentication/client-options.ts';
import { goodToken, type ScriptedResponse, startLocalEndpoint } from '../testing/local-endpoint.ts';
import { clientCredentials } from './client-credentials.ts';
import type { TokenEndpointOptions } from './endpoint-options.ts';

type SecretOptions = TokenEndpointOptions & ClientIdOption & ClientSecretOptions;

const clientId = 'the-client';
const clientSecret = 'canary.S~cr+t%&=!*(/"\\';
const token = `ory_at_canary${'Ab3_-'.repeat(8)}.${'x9Y-_'.repeat(8)}`;

/** Every form in which the secret, the token, a parameter or the query of the token endpoint may turn up. */
const forms = [
  clientSecret,
  JSON.stringify(clientSecret).slice(1, -1),
  encodeURIComponent(clientSecret),
  encodeURIComponent(clientSecret).toLowerCase(),
  new URLSearchParams({ s: clientSecret }).toString().slice(2),
  btoa(`${clientId}:${clientSecret}`),
  basicCredentials(),
  ...token.split('.'),
  'quiet-query',
  'plain-audience',
  'sealed-password',
];

/** RFC 6749 section 2.3.1: form-encoded, then base64. */
function basicCredentials(): string {
  const encode = (text: string) =>
    encodeURIComponent(text).replace(/[-_.!~*'()]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return btoa(`${encode(clientId)}:${encode(clientSecret)}`);
}

/** Everything that a log may take from a value. */
function everything(value: unknown): string {
  const texts = [String(value), JSON.stringify(value)];
  for (const showHidden of [false, true]) texts.push(inspect(value, { depth: 10, showHidden, getters: true }));
  for (let link = value; link instanceof Error; link = link.cause) texts.push(link.message, `${link.stack}`, link.name);
  return texts.join('\n');
}

function expectNoSecret(value: unknown): void {
  const text = everything(value);
  for (const form of forms) expect(text).not.toContain(form);
}

/** As a careless server or proxy might echo what it got. */
const echoes = forms.join(' ');
const basic = { clientAuthentication: 'client_secret_basic' } as const;
const scriptedFetch = (fail: (init: RequestInit | undefined, url: unknown) => unknown) => ({
  fetch: (url: unknown, init?: RequestInit) => Promise.reject(fail(init, url)),
});

test.each<[string, ScriptedResponse, Partial<SecretOptions>]>([
  ['error_description', { status: 401, json: { error: 'invalid_client', error_description: `No: ${echoes}` } }, {}],
  ['error_hint', { status: 401, json: { error: 'invalid_client', error_hint: echoes } }, basic],
  ['an HTML page', { status: 500, text: `<html>${echoes}</html>` }, {}],
  ['a page with status 200', { text: `<html>${echoes}</html>` }, {}],
  ['a truncated token response', { text: JSON.stringify({ access_token: token }).slice(0, -1) }, {}],
  ['a token with a line break', { json: { ...goodToken, access_token: `${token}\n${clientSecret}` } }, {}],
  ['a bad lifetime', { json: { ...goodToken, access_token: token, expires_in: clientSecret } }, {}],
  ['a bad token type', { json: { ...goodToken, access_token: token, token_type: clientSecret } }, {}],
  ['another scope', { json: { ...goodToken, access_token: token, scope: echoes } }, {}],
  ['a redirect', { status: 307, text: echoes, headers: { location: `/?${encodeURIComponent(clientSecret)}` } }, {}],
  [
    'headers',
    { status: 401, json: { error: 'invalid_client' }, headers: { 'www-authenticate': 'Basic realm="canary"' } },
    {},
  ],
  [
    'an error of a foreign fetch, with the request in it',
    { json: goodToken },
    scriptedFetch((init) => {
      const message = `${init?.body} ${inspect(init?.headers)} ${echoes}`;
      return Object.assign(new Error(message, { cause: new Error(message) }), {
        config: init,
        code: 'canary',
        name: 'canary',
      });
    }),
  ],
  [
    'an error of a foreign fetch, with Basic credentials in it',
    { json: goodToken },
    { ...basic, ...scriptedFetch((init) => new Error(inspect(init, { depth: 5 }))) },
  ],
  [
    'an error of a foreign fetch, with the address and the parameters in it',
    { json: goodToken },
    scriptedFetch(
      (init, url) => new Error(`${url} ${Object.fromEntries(new URLSearchParams(`${init?.body}`)).audience}`),
    ),
  ],
  [
    'an error of a foreign fetch, with the token response in it',
    { json: goodToken },
    scriptedFetch(() => {
      const body = { access_token: token };
      return new Error(`${JSON.stringify(body)} ${inspect(body)} ${JSON.stringify(JSON.stringify(body))}`);
    }),
  ],
])('an error shows neither secret nor token, although they stand in %s', async (_name, response, options) => {
  await using endpoint = await startLocalEndpoint(response);
  const fetchToken = clientCredentials({
    tokenEndpoint: `${endpoint.url}?policy=quiet-query`,
    clientId,
    clientSecret,
    scope: 'api',
    parameters: { audience: 'plain-audience', password: 'sealed-password' },
    ...options,
  });
  const error = await fetchToken({ signal: new AbortController().signal }).then(
    () => expect.fail('a token was given out'),
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ name: 'TokenRequestError' });
  expectNoSecret(error);
});

test('a secret that looks like an error code is not taken for one', async () => {
  const sesame = 'open_sesame';
  await using endpoint = await startLocalEndpoint({ status: 400, json: { error: sesame } });
  const foreign = Object.assign(new Error(sesame), { code: sesame, name: sesame });
  for (const fetch of [globalThis.fetch, () => Promise.reject(foreign)]) {
    const fetchToken = clientCredentials({ tokenEndpoint: endpoint.url, clientId, clientSecret: sesame, fetch });
    const error = await fetchToken({ signal: new AbortController().signal }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ name: 'TokenRequestError' });
    expect(everything(error)).not.toContain(sesame);
  }
});

test('short Basic credentials stay out of the errors of a foreign fetch', async () => {
  let credentials = '';
  const fetchToken = clientCredentials({
    tokenEndpoint: 'https://auth.example.com',
    clientId: 'me',
    clientSecret: 'c~n+ry',
    clientAuthentication: 'client_secret_basic',
    fetch: (_url, init) => {
      credentials = new Headers(init?.headers).get('authorization')?.slice('Basic '.length) ?? '';
      return Promise.reject(new Error(`refused: ${credentials}`));
    },
  });
  const error = await fetchToken({ signal: new AbortController().signal }).catch((reason: unknown) => reason);
  expect(atob(credentials)).toBe('me:c%7En%2Bry');
  expect(error).toMatchObject({ cause: { message: '[redacted]' } });
});

test('a token too short to be told from a word is known by its name', async () => {
  const body = { access_token: 'sesame' };
  const foreign = new Error(
    `${JSON.stringify(body)} ${inspect(body)} ${JSON.stringify(JSON.stringify(body))} access_token=sesame`,
  );
  const fetch = () => Promise.reject(foreign);
  const fetchToken = clientCredentials({ tokenEndpoint: 'https://auth.example.com', clientId, clientSecret, fetch });
  const error = await fetchToken({ signal: new AbortController().signal }).catch((reason: unknown) => reason);
  expect(everything(error)).toContain('[redacted]');
  expect(everything(error)).not.toContain('sesame');
});

test('a foreign error keeps what is harmless in it', async () => {
  const fetch = () =>
    Promise.reject(Object.assign(new RangeError(`no route to host for ${clientSecret}`), { code: 'EHOSTUNREACH' }));
  const fetchToken = clientCredentials({ tokenEndpoint: 'https://auth.example.com', clientId, clientSecret, fetch });
  await expect(fetchToken({ signal: new AbortController().signal })).rejects.toMatchObject({
    message: expect.stringContaining('auth.example.com (EHOSTUNREACH)'),
    cause: { name: 'RangeError', message: 'no route to host for [redacted]', code: 'EHOSTUNREACH' },
  });
});

test('a foreign error without a code gets none', async () => {
  const fetch = () => Promise.reject(new TypeError('fetch failed'));
  const fetchToken = clientCredentials({ tokenEndpoint: 'https://auth.example.com', clientId, clientSecret, fetch });
  const { cause } = (await fetchToken({ signal: new AbortController().signal }).catch(
    (reason: Error) => reason,
  )) as Error;
  expect(cause).toMatchObject({ name: 'TypeError', message: 'fetch failed' });
  expect(cause).not.toHaveProperty('code');
});

test.each([
  ['s3cr3tk3y', ''],
  ['key=s3cr3tk3yabcdef', ''],
  ['a=1&s3cr3tk3yabcdef', ''],
  ['sig=s3cr3tk3y%20abcdef', ''],
  ['key=s3cr3tk3yabcdef', '…'],
  ['policy=s3cr3tk3yabcdef', '…'],
  ['s3cr3tk3yabcdef', '…'],
])(
  'the query %s of the token endpoint stays out of the errors of a foreign fetch that names the address%s',
  async (query, cut) => {
    const address = `https://auth.example.com/token?${query}`;
    const shown = cut === '' ? address : `${address.slice(0, -4)}${cut}`;
    const fetch = () => Promise.reject(new Error(`request to ${shown} failed`));
    const fetchToken = clientCredentials({ tokenEndpoint: address, clientId, clientSecret, fetch });
    const error = await fetchToken({ signal: new AbortController().signal }).catch((reason: unknown) => reason);
    const left = cut === '' ? 'request to https://auth.example.com/token[redacted] failed' : '[redacted]';
    expect(error).toMatchObject({ cause: { message: left } });
  },
);

test('what stands in the query of the token endpoint and is no secret takes no sentence away', async () => {
  const tokenEndpoint = 'https://auth.example.com/token?grant_type=client_credentials&api-version=2&scope=api.read';
  const description = 'The client may not use this api-version of api.read';
  const fetch = async () => Response.json({ error: 'invalid_client', error_description: description }, { status: 401 });
  const fetchToken = clientCredentials({ tokenEndpoint, clientId, clientSecret, fetch });
  await expect(fetchToken({ signal: new AbortController().signal })).rejects.toThrow(
    'The client may not use this api-version of [redacted]',
  );
});

test('a parameter that is no secret takes no sentence away, only itself; of one that is, no part is left', async () => {
  const said = (description: string, parameters: Record<string, string>) => {
    const fetch = async () =>
      Response.json({ error: 'invalid_request', error_description: description }, { status: 400 });
    const options = { tokenEndpoint: 'https://auth.example.com/token', clientId, clientSecret, parameters, fetch };
    return expect(clientCredentials(options)({ signal: new AbortController().signal })).rejects;
  };
  await said('Of api.example.com: nothing at https://api.example.com/v1', {
    audience: 'https://api.example.com/v1',
  }).toThrow('Of api.example.com: nothing at [redacted]');
  await said('Wrong: sesame, not open-sesame', { password: 'open-sesame' }).not.toThrow('sesame');
});

test.each(['p=B2C_1_signin', 'tenant=signin-eu', 'realm=signin', 'tenantId=signin', 'API-Version=signin'])(
  'the query %s takes no sentence away that has a part of it',
  async (query) => {
    const description = 'AADB2C90085: The service has encountered an error. Please sign in again.';
    const fetch = async () =>
      Response.json({ error: 'invalid_grant', error_description: description }, { status: 400 });
    const tokenEndpoint = `https://auth.example.com/token?${query}`;
    const fetchToken = clientCredentials({ tokenEndpoint, clientId, clientSecret, fetch });
    await expect(fetchToken({ signal: new AbortController().signal })).rejects.toThrow(description);
  },
);

test('the source itself shows neither secret nor key', async () => {
  expectNoSecret(clientCredentials({ tokenEndpoint: 'https://auth.example.com', clientId, clientSecret }));
  const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, [
    'sign',
    'verify',
  ]);
  const { d = '' } = await crypto.subtle.exportKey('jwk', privateKey);
  const source = clientCredentials({
    tokenEndpoint: 'https://auth.example.com',
    clientId,
    clientAuthentication: 'private_key_jwt',
    privateKey,
  });
  expect(everything(source)).not.toContain(d);
});

test('a signed assertion stays out of the errors of a foreign fetch', async () => {
  const { privateKey } = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ]);
  let assertion = '';
  const fetchToken = clientCredentials({
    tokenEndpoint: 'https://auth.example.com',
    clientId,
    clientAuthentication: 'private_key_jwt',
    privateKey,
    fetch: (_url, init) => {
      assertion = new URLSearchParams(`${init?.body}`).get('client_assertion') ?? '';
      return Promise.reject(new Error(`${init?.body} / ${assertion}`));
    },
  });
  const error = await fetchToken({ signal: new AbortController().signal }).catch((reason: unknown) => reason);
  const [, payload = '-', signature = '-'] = assertion.split('.');
  expect(signature.length).toBeGreaterThan(80);
  expect(everything(error)).not.toContain(payload);
  expect(everything(error)).not.toContain(signature);
});
