import { TokenRequestError } from '@token-refresher/core';
import { clientCredentials } from '@token-refresher/server';
import { expect, test } from 'vitest';
import { failureInOwnWords, inOwnWords, sentenceOf } from './own-words.ts';
import { UsageError } from './usage-error.ts';

const names = { tokenEndpoint: 'TOKEN_ENDPOINT', clientId: 'CLIENT_ID', clientSecret: '--client-secret-file' };

test.each([
  ['Check options "clientId" and "clientSecret".', 'Check CLIENT_ID and --client-secret-file.'],
  ['Check options "scope" and "parameters", too.', 'Check --scope and --parameter, too.'],
  ['Check "resource" or "audience" in option "parameters".', 'Check "resource" or "audience" in --parameter.'],
  [
    'The response has a field that cannot be used: "scope" is neither a string nor a list of strings.',
    'The response has a field that cannot be used: "scope" is neither a string nor a list of strings.',
  ],
  ['it must not hold "scope"; set option "scope"', 'it must not hold "scope"; set --scope'],
  [
    'fileToken: path must be the path of a file, a file: URL, or undefined for the cache folder.',
    '--cache-file must be the path of a file; leave it out for the cache folder.',
  ],
  ['the scope "constructor" that was asked for', 'the scope "constructor" that was asked for'],
  [
    "It may want clientAuthentication: 'client_secret_post', or formEncodeBasic: false where - stands in it.",
    'It may want --client-authentication client_secret_post, or --no-form-encode-basic where - stands in it.',
  ],
  [
    "Set option clientAuthentication: 'private_key_jwt'.",
    'This command has client_secret_post and client_secret_basic; register it for one of them.',
  ],
  [
    'Check option "tokenEndpoint". The server says: set option "scope"',
    'Check TOKEN_ENDPOINT. The server says: set option "scope"',
  ],
])('%s', (theirs, ours) => {
  expect(inOwnWords(theirs, names)).toBe(ours);
});

test('the time limit is told without the option that programs have', () => {
  const message =
    'No access token within 10000 ms ("timeoutMs"). Is the token endpoint reachable? A source that sends its request ' +
    'through a client that adds this token waits for itself: send that with tokenRefresh: false.';
  expect(sentenceOf(new Error(message))).toBe('No access token within 10000 ms. Is the token endpoint reachable?');
});

test('a failure keeps everything but its words', () => {
  const cause = new Error('x');
  const told = { code: 'invalid_client', status: 401, retryAt: 5, permanent: true, cause };
  const failure = failureInOwnWords(new TokenRequestError('Check option "clientId".', told), names);
  expect(failure).toMatchObject({ ...told, message: 'Check CLIENT_ID.' });
});

test('a file of the secret that has gone is told when the token is asked for; other errors stay as they are', async () => {
  const message = 'The file of --client-secret-file is empty.';
  const fetchToken = clientCredentials({
    tokenEndpoint: 'https://auth.example.com/token',
    clientId: 'id',
    clientSecret() {
      throw new UsageError(message);
    },
  });
  const thrown = await fetchToken({ signal: new AbortController().signal }).catch((error: unknown) => error);
  expect(failureInOwnWords(thrown, names)).toMatchObject({ code: 'invalid_request', permanent: true, message });
  const reason = new Error('aborted');
  expect(failureInOwnWords(reason, names)).toBe(reason);
});
