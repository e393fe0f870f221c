import { createServer } from 'node:net';
import { createTokenRefresher, TokenRequestError } from '@token-refresher/core';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { ClientIdOption, ClientSecretOptions } from '../client-authentication/client-options.ts';
import { goodToken, type LocalEndpoint, type ScriptedResponse, startLocalEndpoint } from '../testing/local-endpoint.ts';
import { clientCredentials } from './client-credentials.ts';
import type { TokenEndpointOptions } from './endpoint-options.ts';

type SecretOptions = TokenEndpointOptions & ClientIdOption & ClientSecretOptions;

let endpoint: LocalEndpoint;
beforeAll(async () => {
  endpoint = await startLocalEndpoint();
});
afterAll(() => endpoint[Symbol.asyncDispose]());
beforeEach(() => {
  endpoint.response = { json: goodToken };
  endpoint.received.length = 0;
});

const signal = new AbortController().signal;
const source = (options: Partial<SecretOptions> = {}) =>
  clientCredentials({ tokenEndpoint: endpoint.url, clientId: 'id', clientSecret: 'sesame', scope: 'api', ...options });

function deferred<T>() {
  let resolve: (value: T) => void = () => {};
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

/** The error that a token request fails with. */
async function failure(response?: ScriptedResponse, options?: Partial<SecretOptions>): Promise<TokenRequestError> {
  if (response) endpoint.response = response;
  const error = await source(options)({ signal }).then(
    () => expect.fail('a token was given out'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(TokenRequestError);
  return error as TokenRequestError;
}

describe('the request', () => {
  const difficult = 'a.b~c+d%e&f=g h';

  test('is one POST of a form with the credentials in it', async () => {
    await source({ clientSecret: difficult })({ signal });
    const [request, ...more] = endpoint.received;
    expect(more).toEqual([]);
    expect(request?.method).toBe('POST');
    expect(request?.headers['content-type']).toMatch(/^application\/x-www-form-urlencoded/);
    expect(request?.headers.accept).toBe('application/json');
    expect(request?.headers.authorization).toBeUndefined();
    expect(request?.body.split('&').sort()).toEqual([
      'client_id=id',
      'client_secret=a.b%7Ec%2Bd%25e%26f%3Dg+h',
      'grant_type=client_credentials',
      'scope=api',
    ]);
  });

  test('form-encodes both parts of a Basic header before base64 and keeps them out of the form', async () => {
    await source({ clientId: 'i:d', clientSecret: difficult, clientAuthentication: 'client_secret_basic' })({ signal });
    const request = endpoint.received[0];
    const [scheme, encoded] = (request?.headers.authorization ?? '').split(' ');
    expect(scheme).toBe('Basic');
    expect(Buffer.from(encoded ?? '', 'base64').toString()).toBe('i%3Ad:a%2Eb%7Ec%2Bd%25e%26f%3Dg+h');
    expect(request?.body.split('&').sort()).toEqual(['grant_type=client_credentials', 'scope=api']);
  });

  test('carries extra parameters, and no scope when none is asked for', async () => {
    const parameters = { audience: 'https://api.example.com/?a=b', resource: 'urn:x' };
    await source({ scope: undefined, parameters })({ signal });
    expect(Object.fromEntries(new URLSearchParams(endpoint.received[0]?.body))).toEqual({
      grant_type: 'client_credentials',
      client_id: 'id',
      client_secret: 'sesame',
      ...parameters,
    });
  });

  test('carries a parameter several times, and more headers', async () => {
    const parameters = { resource: ['https://a.example.com', 'https://b.example.com'] };
    await source({ parameters, headers: { 'X-Api-Key': 'sesame-2', 'user-agent': 'mine/1.0' } })({ signal });
    const [request] = endpoint.received;
    expect(new URLSearchParams(request?.body).getAll('resource')).toEqual(parameters.resource);
    expect(request?.headers).toMatchObject({ 'x-api-key': 'sesame-2', 'user-agent': 'mine/1.0' });
  });

  test('keeps the query of the token endpoint', async () => {
    await source({ tokenEndpoint: new URL(`${endpoint.url}?policy=a`) })({ signal });
    expect(endpoint.received[0]?.url).toBe('/oauth2/token?policy=a');
  });

  test('is made anew at every call, whatever was rejected, and never repeated', async () => {
    const fetchToken = source();
    await fetchToken({ signal });
    await fetchToken({ signal, rejected: 'token-1' });
    expect(endpoint.received).toHaveLength(2);
    await failure({ status: 503, text: '' });
    expect(endpoint.received).toHaveLength(3);
  });

  test('sends pasted credentials without the white space around them', async () => {
    await source({ clientId: ' id\n', clientSecret: '\ufeff\tsesame \r\n' })({ signal });
    expect(endpoint.received[0]?.body).toContain('client_id=id&client_secret=sesame');
  });

  test('goes out without the option `cache` where the runtime knows none', async () => {
    const cache = Object.getOwnPropertyDescriptor(Request.prototype, 'cache') ?? {};
    Reflect.deleteProperty(Request.prototype, 'cache');
    onTestFinished(() => void Object.defineProperty(Request.prototype, 'cache', cache));
    let options: object | undefined;
    const fetch: typeof globalThis.fetch = (input, init) => {
      options = init;
      return globalThis.fetch(input, init);
    };
    await source({ fetch })({ signal });
    expect(options).not.toHaveProperty('cache');
  });

  test('goes through the fetch that was handed in', async () => {
    const seen: unknown[] = [];
    const fetch: typeof globalThis.fetch = (input, init) => {
      seen.push(input, init?.redirect, init?.signal, init?.cache);
      return globalThis.fetch(input, init);
    };
    expect(await source({ fetch })({ signal })).toMatchObject({ value: 'token-1' });
    expect(seen).toEqual([endpoint.url, 'manual', signal, 'no-store']);
  });
});

describe('the token', () => {
  const expiry = async (expires_in: unknown) => {
    endpoint.response = { json: { ...goodToken, expires_in } };
    const before = Date.now();
    const { expiresAt = Number.NaN } = await source()({ signal });
    return { least: before, most: Date.now(), expiresAt };
  };

  test.each([
    ['five hours', 17999, 17999],
    ['a month, more than 2^31 ms', 2627999, 2627999],
    ['digits in a string', '3600', 3600],
    ['a fraction', 0.5, 0.5],
  ])('expires %s after the request was sent', async (_name, expiresIn, seconds) => {
    const { least, most, expiresAt } = await expiry(expiresIn);
    expect(expiresAt).toBeGreaterThanOrEqual(least + seconds * 1000);
    expect(expiresAt).toBeLessThanOrEqual(most + seconds * 1000);
  });

  test('counts its life from the sending, not from the response', async () => {
    const sent = deferred<number>();
    const answered = deferred<void>();
    endpoint.response = async (response) => {
      sent.resolve(Date.now());
      await answered.promise;
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(goodToken));
    };
    const token = source()({ signal });
    const arrived = await sent.promise;
    while (Date.now() <= arrived) await new Promise(setImmediate);
    answered.resolve();
    expect((await token).expiresAt).toBeLessThanOrEqual(arrived + goodToken.expires_in * 1000);
  });

  test('stays a moment that a Date can hold, however long its life', async () => {
    expect((await expiry(1e300)).expiresAt).toBe(8.64e15);
  });

  test('with a part of the scope is taken when that is allowed, and says which part', async () => {
    endpoint.response = { json: { ...goodToken, scope: 'api' } };
    const options = { scope: 'api write', allowNarrowerScope: true };
    expect(await source(options)({ signal })).toMatchObject({ value: 'token-1', scope: 'api' });
    expect(await failure(undefined, { scope: 'api write' })).toMatchObject({
      code: 'scope_not_granted',
      message: expect.stringContaining('option "allowNarrowerScope"'),
    });
  });

  test.each(['other', ''])(
    'with none of the scope (%j) is taken when that is allowed: the API decides',
    async (scope) => {
      endpoint.response = { json: { ...goodToken, scope } };
      const token = await source({ scope: 'api write', allowNarrowerScope: true })({ signal });
      expect(token.scope ?? '').toBe(scope);
    },
  );

  test.each([
    ['openid api offline_access', 'api'],
    ['User.Read', 'https://graph.microsoft.com/User.Read'],
    ['api write', 'write, api'],
  ])('whose server writes the scope %j as %j is taken', async (scope, granted) => {
    endpoint.response = { json: { ...goodToken, scope: granted } };
    expect(await source({ scope })({ signal })).toMatchObject({ scope: granted.replace(',', '') });
  });

  test("comes with the server's other fields, which a listener is told, without the tokens", async () => {
    const told: unknown[] = [];
    const fields = { instance_url: 'https://my.example.com', issued_at: '1' };
    endpoint.response = { json: { ...goodToken, ...fields, refresh_token: 'r', id_token: 'i' } };
    await source({ onTokenResponse: (each) => told.push(each) })({ signal });
    expect(told).toEqual([{ token_type: 'bearer', expires_in: 17999, scope: 'api', ...fields }]);
    const onTokenResponse = () => Promise.reject(new Error('from a listener'));
    await expect(source({ onTokenResponse })({ signal })).resolves.toHaveProperty('value');
  });

  test('has no expiry when the server names no lifetime', async () => {
    const { expires_in: _, ...json } = goodToken;
    endpoint.response = { json };
    expect(await source()({ signal })).toEqual({ value: 'token-1', scope: 'api' });
  });

  test('expires when it was asked for when its lifetime is 0: the API decides', async () => {
    const { least, most, expiresAt } = await expiry(0);
    expect(expiresAt).toBeGreaterThanOrEqual(least);
    expect(expiresAt).toBeLessThanOrEqual(most);
  });

  test.each([201, 202, 203])('is taken from a response with HTTP %s', async (status) => {
    endpoint.response = { status, json: goodToken };
    expect(await source()({ signal })).toMatchObject({ value: 'token-1' });
    expect(endpoint.received).toHaveLength(1);
  });

  test.each([
    ['with the scope that the server names', 'api', 'api more', 'api more'],
    ['with the scope that was asked for when the server names none', 'api more', undefined, 'api more'],
    ['with the scope of the server when none was asked for', undefined, 'read', 'read'],
    ['without a scope when nobody names one', undefined, undefined, undefined],
  ])('comes %s', async (_name, scope, granted, expected) => {
    endpoint.response = { json: { ...goodToken, scope: granted } };
    expect((await source({ scope })({ signal })).scope).toBe(expected);
  });

  test.each([
    ['token_type in any case', { ...goodToken, token_type: 'BEARER' }],
    ['an empty refresh token, which this grant has no use for', { ...goodToken, refresh_token: null, id_token: 'x' }],
    ['no token_type, as Shopify sends it', { ...goodToken, token_type: undefined }],
    ['token_type BearerToken, as Apigee sends it', { ...goodToken, token_type: 'BearerToken' }],
    ['scope null', { ...goodToken, scope: null }],
    ['a scope list', { ...goodToken, scope: ['read', 'api'] }],
    ['scopes separated by commas', { ...goodToken, scope: 'read,api' }],
    ['the scope in another case', { ...goodToken, scope: 'API' }],
    ['expires_in null', { ...goodToken, expires_in: null }],
    ['expires_in "3599.0"', { ...goodToken, expires_in: '3599.0' }],
    ['visible ASCII only', { ...goodToken, access_token: 'token-1' }],
  ])('is taken with %s', async (_name, json) => {
    endpoint.response = { json };
    expect(await source()({ signal })).toMatchObject({ value: 'token-1' });
  });
});

describe('a token response that cannot be used is a permanent error that names the field', () => {
  const text = (fields: string): ScriptedResponse => ({
    text: `{"access_token":"token-1","token_type":"bearer",${fields}}`,
  });
  const withToken = (access_token: unknown): ScriptedResponse => ({ json: { ...goodToken, access_token } });

  test.each<[string, ScriptedResponse, string]>([
    ['expires_in -1', text('"expires_in":-1'), 'expires_in'],
    ['expires_in 1e309', text('"expires_in":1e309'), 'expires_in'],
    ['expires_in "1e3"', text('"expires_in":"1e3"'), 'expires_in'],
    ['expires_in "abc"', text('"expires_in":"abc"'), 'expires_in'],
    ['expires_in "3600s"', text('"expires_in":"3600s"'), 'expires_in'],
    ['expires_in "NaN"', text('"expires_in":"NaN"'), 'expires_in'],
    ['expires_in "-1"', text('"expires_in":"-1"'), 'expires_in'],
    ['expires_in of 400 digits', text(`"expires_in":"${'9'.repeat(400)}"`), 'expires_in'],
    ['expires_in [3600]', text('"expires_in":[3600]'), 'expires_in'],
    ['expires_in true', text('"expires_in":true'), 'expires_in'],
    ['no access_token', { json: { token_type: 'bearer' } }, 'access_token'],
    ['access_token null', withToken(null), 'access_token'],
    ['access_token ""', withToken(''), 'access_token'],
    ['access_token a number', withToken(1), 'access_token'],
    ['access_token with a space', withToken('to ken'), 'access_token'],
    ['access_token with a line break', withToken('token\r\nx-evil: 1'), 'access_token'],
    ['access_token with an umlaut', withToken('t\u00f6ken'), 'access_token'],
    ['token_type mac', { json: { ...goodToken, token_type: 'mac' } }, 'token_type'],
    ['token_type DPoP', { json: { ...goodToken, token_type: 'DPoP' } }, 'token_type'],
  ])('%s', async (_name, response, field) => {
    const error = await failure(response);
    expect(error).toMatchObject({ code: 'invalid_token_response', permanent: true, status: 200 });
    expect(error.message).toContain(`"${field}"`);
  });

  test.each([
    ['names another scope', 'read'],
    ['names a longer word', 'apis'],
    ['names none at all', ''],
    ['lists none', []],
  ])('a response that %s than the one asked for is scope_not_granted', async (_name, scope) => {
    const error = await failure({ json: { ...goodToken, scope } }, { scope: 'api' });
    expect(error).toMatchObject({ code: 'scope_not_granted', permanent: true });
    expect(error.message).toContain('"api"');
  });
});

describe('a response without a token', () => {
  test.each([
    ['invalid_client', 401, 'clientSecret'],
    ['invalid_scope', 400, 'the scope "api"'],
    ['unauthorized_client', 400, 'Allow it where the client is registered'],
    ['unsupported_grant_type', 400, 'tokenEndpoint'],
    ['invalid_request', 400, 'parameters'],
    ['invalid_grant', 400, ''],
    ['access_denied', 403, ''],
    ['invalid_target', 400, 'audience'],
    ['invalid_client', 200, 'clientSecret'],
    ['server_error', 200, 'its side'],
    ['invalid_client', 502, 'clientSecret'],
  ])('%s with HTTP %i is permanent and says what to do', async (code, status, advice) => {
    const error = await failure({ status, json: { error: code } });
    expect(error).toMatchObject({ code, status, permanent: true });
    expect(error.message).toContain(advice);
  });

  test.each<[string, number, ScriptedResponse & object]>([
    ['server_error', 500, { json: { error: 'server_error', error_description: 'The database is down' } }],
    ['temporarily_unavailable', 503, { json: { error: 'temporarily_unavailable' } }],
    ['temporarily_unavailable', 400, { json: { error: 'temporarily_unavailable' } }],
    ['invalid_request', 429, { json: { error: 'invalid_request' } }],
    ['rate_limited', 429, { json: { error: 'Too Many Requests' } }],
    ['rate_limited', 429, { text: '<html>slow down</html>' }],
    ['server_error', 500, { text: '' }],
    ['server_error', 502, { text: '<html>Bad gateway</html>' }],
    ['unexpected_response', 408, { text: '' }],
  ])('is %s for HTTP %i %j, and transient', async (code, status, response) => {
    expect(await failure({ ...response, status } as ScriptedResponse)).toMatchObject({
      code,
      status,
      permanent: false,
    });
  });

  test.each([
    [200, { text: '<html>Sign in</html>' }],
    [200, { text: '' }],
    [200, { text: '{"access_token":"tok' }],
    [200, { text: '["token"]' }],
    [200, { text: 'null' }],
    [200, { text: '7' }],
    [200, { text: '"token"' }],
    [200, { text: `{"access_token":"${'x'.repeat(65_536)}"}` }],
    [204, { text: '' }],
    [404, { text: '<html>Not found</html>' }],
    [405, { text: '' }],
    [403, { json: { message: 'Forbidden' } }],
  ])(
    'that no token endpoint would give (HTTP %i %j) is permanent and asks to check the address',
    async (status, response) => {
      const error = await failure({ ...response, status });
      expect(error).toMatchObject({ code: 'unexpected_response', status, permanent: true });
      expect(error.message).toContain('"tokenEndpoint"');
    },
  );

  test.each([
    [429, 'rate_limited'],
    [503, 'server_error'],
  ])('HTTP %i tells from Retry-After when to come back', async (status, code) => {
    const before = Date.now();
    const inSeconds = await failure({ status, text: '', headers: { 'retry-after': '30' } });
    expect(inSeconds.code).toBe(code);
    expect(inSeconds.retryAt).toBeGreaterThanOrEqual(before + 30_000);
    expect(inSeconds.retryAt).toBeLessThanOrEqual(Date.now() + 30_000);
    const date = await failure({ status, text: '', headers: { 'retry-after': 'Fri, 31 Dec 2100 23:59:59 GMT' } });
    expect(date.retryAt).toBe(Date.UTC(2100, 11, 31, 23, 59, 59));
  });

  test.each(['soon', '-5', '1.5', '1e3', '', '99999999999999'])('ignores Retry-After: %s', async (value) => {
    const error = await failure({ status: 503, text: '', headers: { 'retry-after': value } });
    expect(error.retryAt).toBeUndefined();
  });

  test.each([
    ['no Retry-After', {}, 30_000, 60_000],
    ['X-RateLimit-Reset', { 'x-ratelimit-reset': '90' }, 90_000, 90_000],
    ['RateLimit-Reset', { 'ratelimit-reset': '5' }, 5_000, 5_000],
  ])('HTTP 429 with %s is a pause that the refresher keeps', async (_name, headers, min, max) => {
    const before = Date.now();
    const error = await failure({ status: 429, json: { error: 'slow_down' }, headers });
    expect(error).toMatchObject({ permanent: false });
    expect(error.retryAt).toBeGreaterThanOrEqual(before + min);
    expect(error.retryAt).toBeLessThanOrEqual(Date.now() + max);
  });

  test('HTTP 429 without Retry-After is asked once in a refresh', async () => {
    endpoint.response = { status: 429, text: '' };
    const tokens = createTokenRefresher(source());
    await expect(tokens.getToken()).rejects.toMatchObject({ code: 'rate_limited' });
    expect(endpoint.received).toHaveLength(1);
    tokens.close();
  });

  test.each([301, 302, 303, 307, 308])(
    'a redirect (HTTP %i) is refused and no second request is made',
    async (status) => {
      const error = await failure({ status, text: '', headers: { location: `${endpoint.url}/elsewhere` } });
      expect(error).toMatchObject({ code: 'unexpected_response', status, permanent: true });
      expect(error.message).toContain('redirected');
      expect(endpoint.received).toHaveLength(1);
    },
  );

  test('a token that a foreign fetch got by following a redirect is refused', async () => {
    endpoint.response = (response) => {
      endpoint.response = { json: goodToken };
      response.writeHead(307, { location: '/elsewhere' }).end();
    };
    const error = await failure(undefined, { fetch: (url, init) => fetch(url, { ...init, redirect: 'follow' }) });
    expect(error).toMatchObject({ code: 'unexpected_response', permanent: true });
  });

  test('invalid_client is read although WWW-Authenticate stands beside it', async () => {
    const error = await failure(
      { status: 401, json: { error: 'invalid_client' }, headers: { 'www-authenticate': 'Basic realm="oauth"' } },
      { clientAuthentication: 'client_secret_basic' },
    );
    expect(error).toMatchObject({ code: 'invalid_client', permanent: true });
  });

  test('names the way to authenticate that the server says the client is registered for', async () => {
    const error_description =
      "Client authentication failed (e.g., unknown client, no client authentication included, or unsupported authentication method). The OAuth 2.0 Client supports client authentication method 'client_secret_basic', but method 'client_secret_post' was requested.";
    const error = await failure({ status: 401, json: { error: 'invalid_client', error_description } });
    expect(error.message).toContain("Set option clientAuthentication: 'client_secret_basic'.");
    expect(error.message).toContain(error_description);
  });

  test('a way to authenticate that the server names for another reason is no advice', async () => {
    const error_description = "Seen last with 'client_secret_basic', years ago.";
    const error = await failure({ status: 401, json: { error: 'invalid_client', error_description } });
    expect(error.message).not.toContain("Set option clientAuthentication: 'client_secret_basic'.");
  });

  test.each([
    ['a control character', 'red \u001b[31m'],
    ['a sign that turns the direction of writing', 'safe\u202egnirts'],
    ['nothing but white space', ' \r\n '],
  ])("the server's words stay out of the message when they have %s in them", async (_name, error_description) => {
    const error = await failure({ status: 400, json: { error: 'invalid_request', error_description } });
    expect(error.message).not.toContain('The server says');
  });

  test.each([
    ['in one line', 'one\r\ntwo', 'one two'],
    ['in any language', 'gro\u00dfes Problem', 'gro\u00dfes Problem'],
  ])("the server's words are quoted %s", async (_name, error_description, quoted) => {
    const error = await failure({ status: 400, json: { error: 'invalid_request', error_description } });
    expect(error.message).toMatch(new RegExp(`The server says: ${quoted}$`));
  });
});

describe('no response', () => {
  test('a refused connection is a transient network_error with the host and the code of the system', async () => {
    const port = await new Promise<number>((resolve) => {
      const server = createServer().listen(0, '127.0.0.1', () => {
        const { port } = server.address() as { port: number };
        server.close(() => resolve(port));
      });
    });
    const error = await failure(undefined, { tokenEndpoint: `http://127.0.0.1:${port}/private/path?policy=hidden` });
    expect(error).toMatchObject({ code: 'network_error', permanent: false, cause: { code: 'ECONNREFUSED' } });
    expect(error.message).toContain(`127.0.0.1:${port} (ECONNREFUSED)`);
    expect(error.message).not.toMatch(/private|hidden/);
    expect(error.status).toBeUndefined();
  });

  test('an unknown host is a transient network_error that asks to check the address', async () => {
    const error = await failure(undefined, { tokenEndpoint: 'https://no-such-host.invalid/token' });
    expect(error).toMatchObject({ code: 'network_error', permanent: false });
    expect(error.message).toMatch(/no-such-host\.invalid \((ENOTFOUND|EAI_AGAIN)\)/);
  });

  test.each<[string, ScriptedResponse]>([
    ['instead of a response', (response) => response.destroy()],
    [
      'within the body',
      (response) => {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '500' });
        response.write('{"access_token":"token-1', () => response.destroy());
      },
    ],
  ])('a connection that breaks off %s is a transient network_error', async (_name, response) => {
    expect(await failure(response)).toMatchObject({ code: 'network_error', permanent: false });
  });

  test.each([
    ['an error with a code', Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' }), 'TLS certificate'],
    [
      'an unknown authority',
      Object.assign(new Error('x'), { code: 'SELF_SIGNED_CERT_IN_CHAIN' }),
      'NODE_EXTRA_CA_CERTS',
    ],
    ['a string', 'no', 'check the network'],
    ['nothing', undefined, 'check the network'],
  ])('a fetch that throws %s is a transient network_error', async (_name, thrown, words) => {
    const error = await failure(undefined, { fetch: () => Promise.reject(thrown) });
    expect(error).toMatchObject({ code: 'network_error', permanent: false });
    expect(error.message).toContain(words);
  });

  test("a time limit of the fetch's own is a transient timeout", async () => {
    const fetch = () => Promise.reject(new DOMException('The operation timed out', 'TimeoutError'));
    expect(await failure(undefined, { fetch })).toMatchObject({ code: 'timeout', permanent: false });
  });
});

describe('abort', () => {
  test('an aborted signal sends nothing and throws its reason, even with a fetch that ignores signals', async () => {
    const reason = new Error('left');
    const fetch = () => globalThis.fetch(endpoint.url, { method: 'POST' });
    await expect(source({ fetch })({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    expect(endpoint.received).toEqual([]);
  });

  test.each<[string, (response: { writeHead(status: number): unknown; write(text: string): unknown }) => void]>([
    ['before the response', () => {}],
    [
      'within the body',
      (response) => {
        response.writeHead(200);
        response.write('{');
      },
    ],
  ])('an abort %s ends the request on the wire and throws the reason', async (_name, begin) => {
    const controller = new AbortController();
    const reason = new Error('left');
    const closed = deferred<void>();
    endpoint.response = (response) => {
      response.on('close', () => closed.resolve());
      begin(response);
      controller.abort(reason);
    };
    await expect(source()({ signal: controller.signal })).rejects.toBe(reason);
    await closed.promise;
  });
});
