import { createServer } from 'node:net';
import { TokenRequestError } from '@token-refresher/core';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clientCredentials } from '../grants/client-credentials.ts';
import { refreshToken } from '../grants/refresh-token.ts';
import { goodToken, type LocalEndpoint, type ScriptedResponse, startLocalEndpoint } from '../testing/local-endpoint.ts';

let endpoint: LocalEndpoint;
let host: string;
beforeAll(async () => {
  endpoint = await startLocalEndpoint();
  host = new URL(endpoint.url).host;
});
afterAll(() => endpoint[Symbol.asyncDispose]());
beforeEach(() => {
  endpoint.response = { json: goodToken };
});

const signal = new AbortController().signal;
const secret = { clientId: 'id', clientSecret: 'sesame' };

async function said(
  response?: ScriptedResponse,
  options: object = {},
  create: (options: never) => unknown = clientCredentials,
) {
  if (response) endpoint.response = response;
  const fetchToken = create({ tokenEndpoint: endpoint.url, scope: 'api', ...secret, ...options } as never);
  const error = await (fetchToken as ReturnType<typeof clientCredentials>)({ signal }).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(TokenRequestError);
  return (error as TokenRequestError).message;
}
const oauth = (error: string): ScriptedResponse => ({ status: 400, json: { error } });

test.each<[code: string, advice: string, options?: object]>([
  ['invalid_grant', 'what the client credentials grant presents is wrong, has expired, or was used before'],
  [
    'invalid_scope',
    'it does not grant the scope "api" to this client. Check option "scope", and what the client is registered for',
  ],
  ['invalid_scope', 'it wants to be asked for a scope. Set option "scope"', { scope: undefined }],
  [
    'unauthorized_client',
    'this client may not use the client credentials grant. Allow it where the client is registered',
  ],
  ['unsupported_grant_type', 'it does not offer the client credentials grant. Check option "tokenEndpoint"'],
  [
    'invalid_request',
    'it finds the request incomplete or malformed. Check options "scope" and "parameters", and which parameters it documents',
  ],
  [
    'invalid_target',
    'it does not know the API that the token is for. Check "resource" or "audience" in option "parameters"',
  ],
  [
    'access_denied',
    'it denies this client a token. Check where the client is registered whether it is active and what it may do',
  ],
  ['server_error', 'the fault is on its side; asking again later may help'],
  ['temporarily_unavailable', 'the fault is on its side; asking again later may help'],
  ['interaction_required', 'look this error up in its documentation'],
])('what the error %s means: %s', async (code, advice, options) => {
  expect(await said(oauth(code), options)).toBe(
    `The authorization server at ${host} sent the error "${code}" (HTTP 400): ${advice}.`,
  );
});

describe('a client that is not known is told what to check, by the way it authenticates', () => {
  const wrong =
    'the client ID or the secret is wrong; a server does not say which. Check options "clientId" and "clientSecret". If both are right, this server may want';
  const without = { clientSecret: undefined };
  const unsafe = 'where a sign such as - or _ stands in one of them';

  test.each<[method: string, advice: string, options: object]>([
    ['client_secret_post', `${wrong} clientAuthentication: 'client_secret_basic'`, {}],
    [
      'client_secret_basic',
      `${wrong} clientAuthentication: 'client_secret_post', or formEncodeBasic: false ${unsafe}`,
      {},
    ],
    ['client_secret_basic', `${wrong} clientAuthentication: 'client_secret_post'`, { formEncodeBasic: false }],
    [
      'tls_client_auth',
      'it does not know the client, or not by this certificate. Check option "clientId", whether option "fetch" presents the certificate that is registered, and whether option "tokenEndpoint" is the address for mutual TLS',
      { ...without, fetch: globalThis.fetch },
    ],
    [
      'private_key_jwt',
      'it does not know the client, or does not accept its assertion. Check options "clientId" and "privateKey" (is the public half registered, under the same "kid"?), whether it wants its "issuer" as the audience, and whether the clocks agree (option "clockSkewMs")',
      { ...without, clientAssertion: () => 'a.b.c' },
    ],
  ])('%s: %s', async (clientAuthentication, advice, options) => {
    expect(await said(oauth('invalid_client'), { clientAuthentication, ...options })).toBe(
      `The authorization server at ${host} sent the error "invalid_client" (HTTP 400): ${advice}.`,
    );
  });

  test('none', async () => {
    const options = { ...secret, clientSecret: undefined, clientAuthentication: 'none', load: () => 'r', save() {} };
    expect(await said(oauth('invalid_client'), options, refreshToken)).toBe(
      `The authorization server at ${host} sent the error "invalid_client" (HTTP 400): it does not know the client, or ` +
        'wants it to authenticate. Check option "clientId", and set option "clientAuthentication".',
    );
  });

  test.each([
    [401, 'Unauthorized', ' Or this is not the token endpoint: check option "tokenEndpoint", too.'],
    [401, 'Unknown client id', ''],
    [400, 'Invalid client.', ''],
    [403, 'The client secret is wrong.', ''],
  ])('in words of the server alone, with HTTP %i: %s', async (status, text, otherwise) => {
    const message = await said({ status, text, headers: { 'content-type': 'text/plain' } });
    expect(message).toBe(
      `The token endpoint at ${host} denied the client (HTTP ${status}): ${wrong} clientAuthentication: ` +
        `'client_secret_basic'.${otherwise} The server says: ${text}`,
    );
  });
});

test.each<[sentence: string, response: ScriptedResponse]>([
  [
    'takes no more requests for now (HTTP 429). Ask for fewer tokens: keep one token refresher per identity, and share its token between processes.',
    { status: 429, text: '' },
  ],
  ['failed (HTTP 500). The fault is on its side; asking again later may help.', { status: 500, text: '' }],
  [
    'redirected the token request (HTTP 300), which is not followed, because the credentials would go along. Check option "tokenEndpoint": it must be the final address, as the authorization server documents it.',
    { status: 300, text: '' },
  ],
  [
    'redirected the token request (HTTP 399), which is not followed, because the credentials would go along. Check option "tokenEndpoint": it must be the final address, as the authorization server documents it.',
    { status: 399, text: '' },
  ],
])('the token endpoint %s', async (sentence, response) => {
  expect(await said(response)).toBe(`The token endpoint at ${host} ${sentence}`);
});

test('a redirect of which a browser shows no status', async () => {
  const hidden = new Response(null);
  for (const [name, value] of Object.entries({ type: 'opaqueredirect', status: 0, ok: false })) {
    Object.defineProperty(hidden, name, { value });
  }
  expect(await said(undefined, { fetch: async () => hidden })).toContain(
    `The token endpoint at ${host} redirected the token request, which is not followed`,
  );
});

test.each<[status: number, kind: string, body: { text: string } | { json: unknown }]>([
  [200, 'an HTML page', { text: '\n <html>Sign in</html>' }],
  [200, 'an empty body', { text: ' \n' }],
  [200, 'JSON that breaks off or is malformed', { text: ' {"access_token":"tok' }],
  [200, 'a body that is no JSON object', { text: `[1]${' '.repeat(200)}` }],
  [200, 'a body that is too long for it', { text: `{"access_token":"${'x'.repeat(65_536)}"}` }],
  [404, 'JSON that says neither', { json: {} }],
  [400, 'JSON that says neither', { json: { error: 7 } }],
])('HTTP %i with what no token endpoint would send, %s', async (status, kind, body) => {
  expect(await said({ status, ...body })).toBe(
    `The token endpoint at ${host} sent neither a token nor an OAuth error: HTTP ${status} with ${kind}. Check that option ` +
      '"tokenEndpoint" is the address of a token endpoint, and that no proxy answers in its place.',
  );
});

test('a token response that cannot be used', async () => {
  expect(await said({ json: { ...goodToken, access_token: '' } })).toBe(
    `The token response of ${host} cannot be used: its "access_token" is missing. Check that option "tokenEndpoint" is an ` +
      'OAuth 2.0 token endpoint, or tell its operator.',
  );
});

test('a token without all of the scope', async () => {
  expect(await said({ json: { ...goodToken, scope: 'read' } }, { scope: 'read api write' })).toBe(
    `${host} gave a token without the scope "api write" that was asked for. Grant it to this client where the client is ` +
      'registered, change option "scope", or set option "allowNarrowerScope".',
  );
});

describe('no response', () => {
  const failing = (code: string | undefined) => ({
    fetch: () => Promise.reject(new TypeError('x', { cause: Object.assign(new Error('y'), { code }) })),
  });
  const certificate =
    'its TLS certificate comes from an authority that this program does not know. If it is your own, name its certificate in the environment variable NODE_EXTRA_CA_CERTS, which Node reads at its start';

  test.each<[code: string, problem: string]>([
    ['ENOTFOUND', 'this host name is not known; check option "tokenEndpoint", and the DNS'],
    ['ECONNREFUSED', 'nothing accepts connections there; check option "tokenEndpoint"'],
    ['UNABLE_TO_GET_ISSUER_CERT', certificate],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', certificate],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', certificate],
    ['SELF_SIGNED_CERT_IN_CHAIN', certificate],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', certificate],
    ['CERT_HAS_EXPIRED', 'its TLS certificate or connection was not accepted'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'its TLS certificate or connection was not accepted'],
    ['ERR_TLS_HANDSHAKE_TIMEOUT', 'its TLS certificate or connection was not accepted'],
    ['CRL_SIGNATURE_FAILURE', 'its TLS certificate or connection was not accepted'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'its TLS certificate or connection was not accepted'],
    ['ECONNRESET', 'check the network between this program and it'],
  ])('%s: %s', async (code, problem) => {
    expect(await said(undefined, failing(code))).toBe(
      `No complete response came from the token endpoint at ${host} (${code}): ${problem}.`,
    );
  });

  test('and no code', async () => {
    expect(await said(undefined, failing(undefined))).toBe(
      `No complete response came from the token endpoint at ${host}: check the network between this program and it.`,
    );
  });

  test("within the fetch's own time limit", async () => {
    const fetch = () => Promise.reject(new DOMException('x', 'TimeoutError'));
    expect(await said(undefined, { fetch })).toBe(
      `No complete response came from the token endpoint at ${host}: it took too long.`,
    );
  });

  test('where nothing listens', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.on('listening', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    expect(await said(undefined, { tokenEndpoint: `http://127.0.0.1:${port}/token` })).toContain(
      `127.0.0.1:${port} (ECONNREFUSED): nothing accepts connections there`,
    );
  });
});
