import { join } from 'node:path';
import { faults } from '@token-refresher/testing';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../packages/shared/src/testing/temporary-folder.ts';
import { clientOf } from './client-of.ts';
import { localApi } from './local-api.ts';
import { runHere } from './run-here.ts';

async function stage() {
  const api = await localApi();
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const { args, env } = clientOf(api, join(folder, 'token.json'));
  return { api, folder, args: ['token', ...args], env };
}

/** A name of the library's: `clientId`, `option "…"`, a function. */
const libraryName = /\b(?!BigInt)[a-z]+(?:[A-Z][a-z]+)+\b|\boptions? "|\bFetchToken\b/;

test.each([
  ['invalid_client', /Check CLIENT_ID and CLIENT_SECRET\. .* --client-authentication client_secret_basic/],
  ['invalid_scope', /Check --scope,/],
  ['invalid_request', /Check --scope and --parameter,/],
  ['invalid_target', /in --parameter/],
  ['unsupported_grant_type', /Check --token-endpoint/],
  ['unauthorized_client', /client credentials/],
  ['access_denied', /denies/],
])('what is said of %s names arguments and variables, none of a library', async (error, said) => {
  const { api, args, env } = await stage();
  api.tokenEndpointRespondsWith(faults.oauthError(400, error));
  const { code, stderr } = await runHere({ args, env });
  expect(code).toBe(1);
  expect(stderr).toMatch(said);
  expect(stderr).not.toMatch(libraryName);
});

test.each([
  ['HTML', faults.html(), /Check that --token-endpoint is/],
  ['401 without an OAuth error', faults.status(401), /Or this is not the token endpoint: check --token-endpoint, too/],
  ['a redirect', faults.redirect('https://elsewhere.example.com/'), /Check --token-endpoint: /],
  ['429', faults.tooManyRequests(60), /--cache-file/],
  [
    'an unusable field',
    faults.json({ access_token: 'a', expires_in: -1 }),
    /"expires_in".*Check that --token-endpoint/,
  ],
  ['a narrower scope', faults.json({ access_token: 'a', scope: 'b' }), /change --scope, or set --allow-narrower-scope/],
])('what is said of %s names arguments and variables, none of a library', async (_, fault, said) => {
  const { api, args, env } = await stage();
  api.tokenEndpointRespondsWith(fault);
  const { code, stderr } = await runHere({ args, env });
  expect(code).toBe(1);
  expect(stderr).toMatch(said);
  expect(stderr).not.toMatch(libraryName);
});

test('a token endpoint that refuses connections is called by the variable that it came from', async () => {
  const { api, folder, env } = await stage();
  await api.close();
  const args = ['token', '--cache-file', join(folder, 'token.json')];
  const { stderr } = await runHere({ args, env: { ...env, TOKEN_ENDPOINT: api.tokenEndpoint } });
  expect(stderr).toMatch(/check TOKEN_ENDPOINT/);
  expect(stderr).not.toMatch(libraryName);
});

test('a narrower scope is taken when it is allowed', async () => {
  const { api, args, env } = await stage();
  api.tokenEndpointRespondsWith(faults.json({ access_token: 'narrow', scope: 'b' }));
  expect((await runHere({ args: [...args, '--allow-narrower-scope'], env })).stdout).toBe('narrow\n');
});

test('a server that does not decode Basic credentials gets them as they are', async () => {
  const { api, args, env } = await stage();
  const basic = ['--client-authentication', 'client_secret_basic', '--no-form-encode-basic'];
  await runHere({ args: [...args, ...basic], env });
  expect(api.tokenRequests[0]?.headers.authorization).toBe(`Basic ${btoa(`${api.clientId}:${api.clientSecret}`)}`);
});

test('a host of the own network is asked over plain http when it is named, and only then', async () => {
  const { api, folder, env } = await stage();
  // Another name of this machine that the library takes for a foreign host.
  const foreign = new URL(api.tokenEndpoint.replace('127.0.0.1', '0.0.0.0'));
  const args = ['token', '--token-endpoint', foreign.href, '--cache-file', join(folder, 'token.json')];
  const denied = await runHere({ args, env });
  expect([denied.code, api.tokenRequests.length]).toEqual([2, 0]);
  expect(denied.stderr).toMatch(/--token-endpoint must .*--allow-insecure-requests/);
  expect(denied.stderr).not.toMatch(libraryName);
  const allowed = await runHere({ args: [...args, '--allow-insecure-requests', foreign.host], env });
  expect(allowed.stdout).toBe(`${api.issuedTokens[0]}\n`);
});

test('a wrong secret goes unnoticed while the file has a token; with a file of its own the run asks afresh', async () => {
  const { api, folder, args, env } = await stage();
  await runHere({ args, env });
  const wrong = { ...env, CLIENT_SECRET: 'wrong-secret-1234' };
  expect((await runHere({ args, env: wrong })).stdout).toBe(`${api.issuedTokens[0]}\n`);
  const afresh = await runHere({ args: ['token', ...clientOf(api, join(folder, 'afresh')).args], env: wrong });
  expect(afresh).toMatchObject({ code: 1, stdout: '' });
});
