import { TokenRequestError } from '@token-refresher/core';
import { expect, onTestFinished, test } from 'vitest';
import { type ClientCredentialsOptions, clientCredentials } from '../grants/client-credentials.ts';
import { type LocalEndpoint, startLocalEndpoint } from '../testing/local-endpoint.ts';

const signal = new AbortController().signal;

async function open(): Promise<{
  endpoint: LocalEndpoint;
  source: (options: object) => ReturnType<typeof clientCredentials>;
}> {
  const endpoint = await startLocalEndpoint();
  onTestFinished(() => endpoint[Symbol.asyncDispose]());
  const source = (options: object) =>
    clientCredentials({ tokenEndpoint: endpoint.url, clientId: 'my-id', ...options } as ClientCredentialsOptions);
  return { endpoint, source };
}

const lastForm = ({ received }: LocalEndpoint) => Object.fromEntries(new URLSearchParams(received.at(-1)?.body));
const decode = (part = '') => JSON.parse(Buffer.from(part, 'base64url').toString());

test('a secret from a function is asked for before each request', async () => {
  const { endpoint, source } = await open();
  let secret = 'sesame-1';
  const fetchToken = source({ clientSecret: async () => secret });
  await fetchToken({ signal });
  expect(lastForm(endpoint).client_secret).toBe('sesame-1');
  secret = 'sesame-2\n';
  await fetchToken({ signal });
  expect(lastForm(endpoint).client_secret).toBe('sesame-2');
});

test.each([undefined, '', 7, 'two\nlines'])(
  'a function that gives %j for a secret is a permanent error that names the option, and nothing is sent',
  async (secret) => {
    const { endpoint, source } = await open();
    await expect(source({ clientSecret: () => secret })({ signal })).rejects.toMatchObject({
      name: 'TokenRequestError',
      permanent: true,
      message: expect.stringMatching(/^clientCredentials: option "clientSecret" /),
    });
    expect(endpoint.received).toEqual([]);
  },
);

test.each<[string, object, string]>([
  [
    'an assertion in a Buffer',
    { clientAssertion: () => Buffer.from('a.b.c') },
    'an assertion that must be a string, not object',
  ],
  [
    'undefined for an assertion',
    { clientAssertion: () => undefined },
    'an assertion that must be a string, not undefined',
  ],
])('%s is a permanent error that says so, and nothing is sent', async (_name, options, words) => {
  const { endpoint, source } = await open();
  await expect(source(options)({ signal })).rejects.toMatchObject({
    code: 'invalid_request',
    permanent: true,
    message: `clientCredentials: option "clientAssertion" returned ${words}.`,
  });
  expect(endpoint.received).toEqual([]);
});

test.each(['clientSecret', 'clientAssertion'])(
  'what the function %s throws is the cause, and the option is named',
  async (name) => {
    const { endpoint, source } = await open();
    const cause = new Error('canary: vault sealed');
    const error = await source({ [name]: () => Promise.reject(cause) })({ signal }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'fetch_token_failed', permanent: false, cause });
    expect(error).toHaveProperty('message', `clientCredentials: option "${name}" threw, see \`cause\`.`);
    expect(endpoint.received).toEqual([]);
  },
);

test('a TokenRequestError that a function throws is passed on as it is', async () => {
  const { source } = await open();
  const thrown = new TokenRequestError('The vault says no.', { code: 'access_denied', permanent: true });
  await expect(source({ clientSecret: () => Promise.reject(thrown) })({ signal })).rejects.toBe(thrown);
});

test('a secret from a function stays out of errors', async () => {
  const { endpoint, source } = await open();
  endpoint.response = { status: 401, json: { error: 'invalid_client', error_description: 'No: canary-secret' } };
  const error = await source({ clientSecret: () => 'canary-secret' })({ signal }).catch((reason: Error) => reason);
  expect(error).toHaveProperty('message', expect.not.stringContaining('canary'));
});

test('Basic without form-encoding, for servers that do not decode it', async () => {
  const { endpoint, source } = await open();
  const options = { clientSecret: 'se-sa_me', clientAuthentication: 'client_secret_basic' };
  const sent = () => atob(endpoint.received.at(-1)?.headers.authorization?.slice('Basic '.length) ?? '');
  await source(options)({ signal });
  expect(sent()).toBe('my%2Did:se%2Dsa%5Fme');
  await source({ ...options, formEncodeBasic: false })({ signal });
  expect(sent()).toBe('my-id:se-sa_me');
  endpoint.response = { status: 401, json: { error: 'invalid_client' } };
  await expect(source(options)({ signal })).rejects.toThrow('formEncodeBasic: false');
});

test('an assertion that somebody else has signed is asked for before each request', async () => {
  const { endpoint, source } = await open();
  let count = 0;
  const fetchToken = source({ clientAssertion: async () => `eyJ.${++count}.sig\n` });
  await fetchToken({ signal });
  await fetchToken({ signal });
  expect(lastForm(endpoint)).toEqual({
    grant_type: 'client_credentials',
    client_id: 'my-id',
    client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
    client_assertion: 'eyJ.2.sig',
  });
  await expect(source({ clientAssertion: () => '' })({ signal })).rejects.toMatchObject({
    permanent: true,
    message: 'clientCredentials: option "clientAssertion" did not return a JWT.',
  });
});

test('an assertion has the header fields that were asked for, and counts with the clock skew', async () => {
  const { endpoint, source } = await open();
  const { privateKey: key } = (await crypto.subtle.generateKey('Ed25519', false, ['sign', 'verify'])) as CryptoKeyPair;
  const clientAuthentication = 'private_key_jwt';
  const header = { 'x5t#S256': 'thumbprint', alg: 'EdDSA' };
  const before = Math.floor(Date.now() / 1000);
  await source({ clientAuthentication, privateKey: { key, kid: 'k', header }, clockSkewMs: -3_600_000 })({ signal });
  const [head, payload] = (lastForm(endpoint).client_assertion ?? '').split('.');
  expect(decode(head)).toEqual({ alg: 'EdDSA', kid: 'k', 'x5t#S256': 'thumbprint' });
  expect(decode(payload).iat).toBeLessThan(before - 3_500);
  await source({ clientAuthentication, privateKey: key })({ signal });
  expect(decode((lastForm(endpoint).client_assertion ?? '').split('.')[0])).toEqual({ alg: 'Ed25519' });
});

test('a client with a certificate sends its ID alone, through the fetch that presents the certificate', async () => {
  const { endpoint, source } = await open();
  let calls = 0;
  const counting: typeof fetch = (url, init) => {
    calls++;
    return fetch(url, init);
  };
  await source({ clientAuthentication: 'tls_client_auth', fetch: counting })({ signal });
  expect(calls).toBe(1);
  expect(lastForm(endpoint)).toEqual({ grant_type: 'client_credentials', client_id: 'my-id' });
});
