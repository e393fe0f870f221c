import { TokenRequestError } from '@token-refresher/core';
import { clientCredentials } from '@token-refresher/server';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type AuthorizationServer,
  apiLifetimeSeconds,
  lifetimeSeconds,
  resource,
  startAuthorizationServer,
} from './authorization-server.ts';

const signal = new AbortController().signal;
/** With each character that is easily lost on the way: Hydra makes secrets with `.` and `~`. */
const clientSecret = 'Aa0.~-_+%&=/:;?#@!*()';
const post = { clientId: 'post', clientSecret };
const basic = { clientId: 'basic', clientSecret, clientAuthentication: 'client_secret_basic' } as const;

let server: AuthorizationServer;
let strict: AuthorizationServer;
let ecKey: CryptoKey;
let rsaKey: CryptoKey;

beforeAll(async () => {
  const ec = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
  const rsa = await crypto.subtle.generateKey(
    { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', modulusLength: 2048, publicExponent: new Uint8Array([1, 0, 1]) },
    true,
    ['sign', 'verify'],
  );
  ecKey = ec.privateKey;
  rsaKey = rsa.privateKey;
  const jwk = async (key: CryptoKey, kid: string) => ({
    ...(await crypto.subtle.exportKey('jwk', key)),
    kid,
    use: 'sig',
  });
  const withKey = {
    client_id: 'jwt',
    token_endpoint_auth_method: 'private_key_jwt',
    jwks: { keys: [await jwk(ec.publicKey, 'ec'), await jwk(rsa.publicKey, 'rsa')] },
  } as const;
  server = await startAuthorizationServer([
    { client_id: 'post', client_secret: clientSecret, token_endpoint_auth_method: 'client_secret_post' },
    { client_id: 'basic', client_secret: clientSecret, token_endpoint_auth_method: 'client_secret_basic' },
    {
      client_id: 'no-grant',
      client_secret: clientSecret,
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: [],
    },
    { ...withKey, token_endpoint_auth_signing_alg: undefined },
  ]);
  strict = await startAuthorizationServer([withKey], { requireIssuerAudience: true });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  await strict[Symbol.asyncDispose]();
});

const isActive = async (token: string) => (await server.introspect(token, 'post', clientSecret)).active;
const failure = (request: Promise<unknown>) =>
  request.then(
    () => expect.fail('a token was given out'),
    (reason: unknown) => reason,
  );

describe('a certified authorization server gives a token', () => {
  test.each([
    ['client_secret_post', () => post],
    ['client_secret_basic', () => basic],
    ['private_key_jwt, ES256', () => withPrivateKey({ key: ecKey, kid: 'ec' })],
    ['private_key_jwt, RS256', () => withPrivateKey({ key: rsaKey, kid: 'rsa' })],
    ['private_key_jwt, no kid', () => withPrivateKey(ecKey)],
  ])('for %s', async (_name, client) => {
    const before = Date.now();
    const options = { tokenEndpoint: server.tokenEndpoint, scope: 'api', ...client() };
    const { value, expiresAt = 0, scope } = await clientCredentials(options)({ signal });
    expect(scope).toBe('api');
    expect(await isActive(value)).toBe(true);
    expect(expiresAt).toBeGreaterThanOrEqual(before + lifetimeSeconds * 1000);
    expect(expiresAt).toBeLessThanOrEqual(Date.now() + lifetimeSeconds * 1000);
  });

  test('for an API named by the parameter resource (RFC 8707)', async () => {
    const options = { tokenEndpoint: server.tokenEndpoint, ...post, scope: 'api', parameters: { resource } };
    const { value, expiresAt = 0 } = await clientCredentials(options)({ signal });
    expect(expiresAt).toBeLessThanOrEqual(Date.now() + apiLifetimeSeconds * 1000);
    expect(await server.introspect(value, 'post', clientSecret)).toMatchObject({ active: true, aud: resource });
  });

  test('and another, active one after the first has been revoked', async () => {
    const fetchToken = clientCredentials({ tokenEndpoint: server.tokenEndpoint, ...post, scope: 'api' });
    const first = await fetchToken({ signal });
    expect(await isActive(first.value)).toBe(true);
    await server.revoke(first.value, 'post', clientSecret);
    expect(await isActive(first.value)).toBe(false);

    const second = await fetchToken({ signal, rejected: first.value });
    expect(second.value).not.toBe(first.value);
    expect(await isActive(second.value)).toBe(true);
  });

  test('for an assertion addressed to the issuer, where the server accepts no other', async () => {
    const options = { ...withPrivateKey({ key: ecKey, kid: 'ec' }), tokenEndpoint: strict.tokenEndpoint };
    expect(await failure(clientCredentials(options)({ signal }))).toMatchObject({ code: 'invalid_client' });
    expect(await clientCredentials({ ...options, issuer: strict.issuer })({ signal })).toHaveProperty('value');
  });
});

describe('a certified authorization server denies permanently', () => {
  test.each([
    ['a wrong secret', () => ({ ...post, clientSecret: 'wrong' }), 'invalid_client', '"clientSecret"'],
    ['an unknown client', () => ({ ...post, clientId: 'nobody' }), 'invalid_client', '"clientId"'],
    [
      'a wrong secret in a Basic header',
      () => ({ ...basic, clientSecret: 'wrong' }),
      'invalid_client',
      '"clientSecret"',
    ],
    [
      'a secret where a key is registered',
      () => ({ ...post, clientId: 'jwt' }),
      'invalid_client',
      'clientAuthentication',
    ],
    [
      'a key where a secret is registered',
      () => ({ ...withPrivateKey(ecKey), clientId: 'post' }),
      'invalid_client',
      '"privateKey"',
    ],
    [
      'a key that is not registered',
      () => withPrivateKey({ key: ecKey, kid: 'other' }),
      'invalid_client',
      '"privateKey"',
    ],
    ['a scope that the client may not have', () => ({ ...post, scope: 'write' }), 'invalid_scope', 'the scope "write"'],
    [
      'a client without the grant',
      () => ({ ...post, clientId: 'no-grant' }),
      'invalid_request',
      'The server says: requested grant type is not allowed',
    ],
    ['an unknown API', () => ({ ...post, parameters: { resource: 'urn:other' } }), 'invalid_target', '"resource"'],
  ])('%s', async (_name, client, code, advice) => {
    const error = await failure(clientCredentials({ tokenEndpoint: server.tokenEndpoint, ...client() })({ signal }));
    expect(error).toBeInstanceOf(TokenRequestError);
    expect(error).toMatchObject({ code, permanent: true, message: expect.stringContaining(advice) });
  });
});

function withPrivateKey(privateKey: CryptoKey | { key: CryptoKey; kid: string }) {
  return { clientId: 'jwt', clientAuthentication: 'private_key_jwt', privateKey } as const;
}
