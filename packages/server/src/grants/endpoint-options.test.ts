import { describe, expect, expectTypeOf, test } from 'vitest';
import { type ClientCredentialsOptions, clientCredentials } from './client-credentials.ts';

const good = { tokenEndpoint: 'https://auth.example.com/token', clientId: 'id', clientSecret: 'sesame' } as const;

/** As a caller without types may hand options in. */
const create = (options: unknown) => () => clientCredentials(options as ClientCredentialsOptions);

const ecdsa = { name: 'ECDSA', namedCurve: 'P-256' };
const rsa = (hash: string, modulusLength = 2048) => ({
  name: 'RSASSA-PKCS1-v1_5',
  hash,
  modulusLength,
  publicExponent: new Uint8Array([1, 0, 1]),
});
const keys = (algorithm: EcKeyGenParams | RsaHashedKeyGenParams) =>
  crypto.subtle.generateKey(algorithm, false, ['sign', 'verify']);

describe('an unusable option is a TypeError at once that names it', () => {
  const secretUrl = 'https://user:canary@auth.example.com/token';
  test.each<[string, object, string]>([
    ...(
      [
        ['client_id', 'set option "clientId"'],
        ['client_secret', 'set option "clientSecret"'],
        ['token_endpoint', 'set option "tokenEndpoint"'],
        ['client_authentication', 'set option "clientAuthentication"'],
        ['client_assertion_type', 'set option "privateKey" or "clientAssertion"'],
        ['grant_type', 'it is always client_credentials'],
        ['audience', 'set parameters: { audience: … }'],
        ['resource', 'set parameters: { resource: … }'],
        ['requested_token_type', 'set parameters: { requested_token_type: … }'],
        ['subject_token', 'set parameters: { subject_token: … }'],
        ['actor_token_type', 'set parameters: { actor_token_type: … }'],
        ['account_id', 'set parameters: { account_id: … }'],
        ['requested_token_use', 'set parameters: { requested_token_use: … }'],
        ['authorization_details', 'set parameters: { authorization_details: … }'],
        ['refresh_token', 'use refreshToken, whose option "load" gives it'],
        ['timeout_ms', 'set option "timeoutMs" of createTokenRefresher'],
        ['refresh_ahead_ms', 'set option "refreshAheadMs" of createTokenRefresher'],
        ['is_unauthorized', 'set option "isUnauthorized" of createTokenRefresher'],
        ['allow_insecure_requests', 'set option "allowInsecureRequests"'],
      ] as const
    ).map(([name, hint]): [string, object, string] => [
      `${name} as an option`,
      { [name]: 'canary' },
      `option "${name}" is not known; ${hint}. Known are: tokenEndpoint, clientId`,
    ]),
    ...['scop', 'clientid', 'constructor', 'token_url', 'redirect_uri', 'my_audience', 'audience_id'].map(
      (name): [string, object, string] => [
        `an unknown ${name}`,
        { [name]: 'canary' },
        `option "${name}" is not known; known are: tokenEndpoint, clientId`,
      ],
    ),
    [
      'an option of the refresher',
      { origins: ['canary'] },
      'option "origins" is not known here, it is one of createTokenRefresher; known are: tokenEndpoint',
    ],
    ['no tokenEndpoint', { tokenEndpoint: undefined }, '"tokenEndpoint" is missing'],
    ['a tokenEndpoint that is no URL', { tokenEndpoint: 'auth.example.com/token' }, '"tokenEndpoint"'],
    ['a tokenEndpoint that is an object', { tokenEndpoint: {} }, '"tokenEndpoint" must be an absolute URL'],
    [
      'a list with a tokenEndpoint',
      { tokenEndpoint: ['https://auth.example.com/token'] },
      '"tokenEndpoint" must be an absolute URL',
    ],
    ['plain http', { tokenEndpoint: 'http://auth.example.com/token' }, 'must start with https://'],
    ['plain http to a look-alike', { tokenEndpoint: 'http://localhost.example.com/token' }, 'must start with https://'],
    ['another protocol', { tokenEndpoint: 'ftp://localhost/token' }, 'must start with https://'],
    ['a user name', { tokenEndpoint: secretUrl }, '"tokenEndpoint" must not hold a user name'],
    ['a fragment', { tokenEndpoint: `${good.tokenEndpoint}#x` }, 'fragment'],
    ['a secret in the query', { tokenEndpoint: `${good.tokenEndpoint}?client_secret=canary` }, 'query'],
    ['an unset variable as tokenEndpoint', { tokenEndpoint: undefined }, 'check that the variable is set.'],
    ['no clientId', { clientId: undefined }, '"clientId" is missing'],
    ['an empty clientId', { clientId: '' }, '"clientId" is empty'],
    ['a clientId of white space', { clientId: ' \n' }, '"clientId" is empty'],
    ['a clientId that is a number', { clientId: 7 }, '"clientId" must be a string, not number'],
    ['no clientSecret', { clientSecret: undefined }, '"clientSecret" is missing'],
    ['a clientSecret null', { clientSecret: null }, 'environment variable, check that the variable is set.'],
    ['an empty clientSecret', { clientSecret: '' }, 'environment variable, check that the variable is set.'],
    ['a clientSecret of two lines', { clientSecret: 'canary\ncanary' }, '"clientSecret" has a line break'],
    ['a clientSecret in typographic quotes', { clientSecret: '\u201ccanary\u201d' }, '"clientSecret" has'],
    [
      'another authentication',
      { clientAuthentication: 'client_secret_jwt' },
      `"clientAuthentication" must be one of 'client_secret_post', 'client_secret_basic', 'private_key_jwt', 'tls_client_auth'; the default is the first.`,
    ],
    ['an empty scope', { scope: '' }, '"scope" is empty'],
    ['a scope list', { scope: ['api'] }, "scope.join(' ')"],
    ['a scope that is a number', { scope: 1 }, '"scope" must be a string'],
    ['a scope with a quote', { scope: 'a"b' }, '"scope" must be names'],
    ['a scope with two spaces', { scope: 'a  b' }, 'single spaces'],
    ['a scope with a line break', { scope: 'a\nb' }, '"scope" must be names'],
    ['parameters that are a list', { parameters: ['a'] }, '"parameters" must be an object'],
    ['parameters that are a text', { parameters: 'a=b' }, '"parameters" must be an object'],
    ['a parameter that is a number', { parameters: { audience: 1 } }, '"audience"'],
    ['a fetch that is no function', { fetch: 'node-fetch' }, '"fetch" must be a function'],
    ['parameters with a list of numbers', { parameters: { resource: [1] } }, '"resource"'],
    [
      'parameters with an empty list',
      { parameters: { resource: [] } },
      'option "parameters" has "resource" with an empty list; leave it out',
    ],
    ['headers that are a text', { headers: 'x: canary' }, '"headers" must be an object'],
    [
      'a header that the request sets',
      { headers: { Authorization: 'canary' } },
      '"Authorization": the request sets it',
    ],
    ['a header of two lines', { headers: { 'x-key': 'canary\r\nx: canary' } }, '"x-key"'],
    [
      'a header name with a space',
      { headers: { 'x canary': '1' } },
      '"headers" has a name that is not one of a header.',
    ],
    ['allowNarrowerScope as text', { allowNarrowerScope: 'yes' }, '"allowNarrowerScope" must be true or false'],
    ['formEncodeBasic with post', { formEncodeBasic: false }, '"formEncodeBasic" does not go with client_secret_post'],
    [
      'formEncodeBasic as text',
      { clientAuthentication: 'client_secret_basic', formEncodeBasic: 'no' },
      '"formEncodeBasic" must be true or false',
    ],
    ['onTokenResponse as text', { onTokenResponse: 'log' }, '"onTokenResponse" must be a function'],
    ...[['http://keycloak'], ['keycloak/realms'], ['keycloak:'], [7]].map((hosts): [string, object, string] => [
      `insecure hosts as ${hosts}`,
      { allowInsecureRequests: hosts },
      '"allowInsecureRequests" must be a list of hosts',
    ]),
    ['insecure hosts as true', { allowInsecureRequests: true }, '"allowInsecureRequests" must be a list of hosts'],
    [
      'plain http to a host that is not named',
      { tokenEndpoint: 'http://keycloak/token', allowInsecureRequests: ['hydra'] },
      'hosts that option "allowInsecureRequests" names',
    ],
    ['no authentication', { clientAuthentication: 'none' }, '"clientAuthentication" must be one of'],
    [
      'a certificate without a fetch',
      { clientAuthentication: 'tls_client_auth', clientSecret: undefined },
      '"fetch" is missing',
    ],
    [
      'an assertion beside a secret',
      { clientAssertion: () => 'a.b.c' },
      '"clientSecret" does not go with private_key_jwt',
    ],
    [
      'an assertion that is a text',
      { clientAssertion: 'a.b.canary', clientSecret: undefined },
      '"clientAssertion" must be a function that returns the assertion, which lives for minutes only.',
    ],
    ['a privateKey beside a secret', { privateKey: {} }, "it is for clientAuthentication: 'private_key_jwt'"],
    ['clientsecret', { clientsecret: 'canary' }, 'option "clientsecret" is not known'],
    ['tokenUrl', { tokenUrl: 'canary' }, 'option "tokenUrl" is not known'],
    ['scopes', { scopes: ['canary'] }, 'option "scopes" is not known'],
    [
      'an issuer beside a secret',
      { issuer: 'https://auth.example.com' },
      '"issuer" does not go with client_secret_post',
    ],
  ])('%s', (_name, option, words) => {
    const attempt = create({ ...good, ...option });
    expect(attempt).toThrow(TypeError);
    expect(attempt).toThrow(words);
    expect(attempt).not.toThrow('canary');
  });

  test.each([undefined, null, 'https://auth.example.com'])('%s in the place of the options', (options) => {
    expect(create(options)).toThrow(TypeError);
  });

  test.each([
    ['grant_type', 'it is always client_credentials'],
    ['client_id', 'set option "clientId"'],
    ['client_secret', 'set option "clientSecret"'],
    ['scope', 'set option "scope"'],
    ['client_assertion', 'set option "privateKey" or "clientAssertion"'],
    ['client_assertion_type', 'set option "privateKey" or "clientAssertion"'],
  ])('the parameter %s, which is set otherwise', (name, advice) => {
    const attempt = create({ ...good, parameters: { [name]: 'x' } });
    expect(attempt).toThrow(`option "parameters" must not contain "${name}"; ${advice}.`);
  });

  test('a private key that cannot sign an assertion', async () => {
    const { clientSecret: _, ...client } = good;
    const pair = await keys(ecdsa);
    const jwt = { ...client, clientAuthentication: 'private_key_jwt' };
    const hmac = await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, false, ['sign']);
    const ecdh = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits']);

    expect(create(jwt)).toThrow(`"privateKey" is missing; clientAuthentication: 'private_key_jwt' signs with it.`);
    expect(create({ ...jwt, privateKey: '-----BEGIN PRIVATE KEY-----' })).toThrow('crypto.subtle.importKey');
    expect(create({ ...jwt, privateKey: {} })).toThrow('must be a CryptoKey');
    expect(create({ ...jwt, privateKey: pair.publicKey })).toThrow('is a public key; it must be the private one.');
    expect(create({ ...jwt, privateKey: hmac })).toThrow('is a secret key');
    expect(create({ ...jwt, privateKey: ecdh.privateKey })).toThrow('cannot sign; import it with the usage "sign".');
    expect(create({ ...jwt, privateKey: (await keys(rsa('SHA-1'))).privateKey })).toThrow('must be RSA');
    expect(create({ ...jwt, privateKey: (await keys(rsa('SHA-256', 1024))).privateKey })).toThrow('2048 bits');
    expect(create({ ...jwt, privateKey: { key: pair.privateKey, kid: '' } })).toThrow(
      'has a "kid" that is not a string, or empty.',
    );
    expect(create({ ...jwt, privateKey: pair.privateKey, clientSecret: 'sesame' })).toThrow('"clientSecret"');
    expect(create({ ...jwt, privateKey: pair.privateKey, issuer: '' })).toThrow(
      '"issuer" must be the issuer identifier of the authorization server, a URL in a string.',
    );
    for (const clockSkewMs of ['5', Number.NaN, Number.POSITIVE_INFINITY]) {
      expect(create({ ...jwt, privateKey: pair.privateKey, clockSkewMs })).toThrow(
        '"clockSkewMs" must be a number of milliseconds.',
      );
    }
    for (const header of [[], null, 'x5t']) {
      expect(create({ ...jwt, privateKey: { key: pair.privateKey, header } })).toThrow(
        'has a "header" that is not an object.',
      );
    }
    expect(create({ ...jwt, privateKey: { key: pair.privateKey, header: { alg: 'EdDSA' } } })).toThrow(
      'has an "alg" in its "header"; the key says which one it is. For Ed25519 it may be called "EdDSA".',
    );
    for (const other of [{ privateKey: pair.privateKey }, { issuer: 'https://auth.example.com' }, { clockSkewMs: 5 }]) {
      expect(create({ ...jwt, ...other, clientAssertion: () => 'a.b.c' })).toThrow(
        `"${Object.keys(other)}" does not go with "clientAssertion", which is signed elsewhere.`,
      );
    }
  });
});

describe('accepted', () => {
  test.each([
    'http://localhost:4000/token',
    'http://127.0.0.1/token',
    'http://127.8.9.1/token',
    'http://[::1]:4000/token',
    'https://auth.example.com/token?policy=a',
  ])('the token endpoint %s', (tokenEndpoint) => {
    expect(create({ ...good, tokenEndpoint })).not.toThrow();
  });

  test.each([['keycloak'], ['keycloak:8080'], ['Keycloak:8080']])('plain http to a host that is named: %s', (host) => {
    const options = { ...good, tokenEndpoint: 'http://keycloak:8080/token', allowInsecureRequests: [host] };
    expect(create(options)).not.toThrow();
  });

  test.each([
    ['ES256', ecdsa],
    ['ES384', { ...ecdsa, namedCurve: 'P-384' }],
    ['RS256', rsa('SHA-256')],
    ['PS512', { ...rsa('SHA-512'), name: 'RSA-PSS' }],
  ])('a private key for %s', async (_name, algorithm) => {
    const { privateKey } = await keys(algorithm);
    const { clientSecret: _, ...client } = good;
    expect(create({ ...client, clientAuthentication: 'private_key_jwt', privateKey })).not.toThrow();
  });
});

test('the types ask for the secret or the key that the way to authenticate needs', () => {
  type Base = { tokenEndpoint: string | undefined; clientId: string | undefined };
  expectTypeOf<Base & { clientSecret: string | undefined }>().toExtend<ClientCredentialsOptions>();
  expectTypeOf<
    Base & { clientAuthentication: 'private_key_jwt'; privateKey: CryptoKey }
  >().toExtend<ClientCredentialsOptions>();
  expectTypeOf<Base>().not.toExtend<ClientCredentialsOptions>();
  expectTypeOf<Base & { clientAuthentication: 'private_key_jwt' }>().not.toExtend<ClientCredentialsOptions>();
  expectTypeOf<
    Base & { clientAuthentication: 'private_key_jwt'; clientSecret: string }
  >().not.toExtend<ClientCredentialsOptions>();
  expectTypeOf<Base & { clientSecret: string; privateKey: CryptoKey }>().not.toExtend<ClientCredentialsOptions>();
});
