import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../../packages/shared/src/testing/temporary-folder.ts';
import { clientOf } from './client-of.ts';
import { localApi } from './local-api.ts';
import { runCli } from './run-cli.ts';
import { runHere } from './run-here.ts';

async function stage() {
  const api = await localApi();
  const { folder, remove } = temporaryFolder();
  onTestFinished(remove);
  const file = join(folder, 'token.json');
  const { args, env } = clientOf(api, file);
  const token = (...more: string[]) => runHere({ args: ['token', ...args, ...more], env });
  return { api, folder, file, args, env, token };
}

test('it prints the token alone; a second run makes no token request', async () => {
  const { api, args, env, file } = await stage();
  const run = () => runCli({ args: ['token', ...args], env });
  const first = await run();
  expect(first).toEqual({ code: 0, stdout: `${api.issuedTokens[0]}\n`, stderr: '' });
  expect(await run()).toEqual(first);
  expect(api.tokenRequests).toHaveLength(1);
  expect(statSync(file).mode & 0o777).toBe(0o600);
});

test('--header is a line for curl, --json a token response', async () => {
  const { api, token } = await stage();
  const header = await token('--header');
  expect(header.stdout).toBe(`Authorization: Bearer ${api.issuedTokens[0]}\n`);
  const { stdout } = await token('--json');
  const said = JSON.parse(stdout);
  expect(said).toEqual({
    access_token: api.issuedTokens[0],
    token_type: 'Bearer',
    expires_in: expect.any(Number),
    expires_at: expect.stringMatching(/^\d{4}-.*Z$/),
    scope: 'api',
  });
  expect(said.expires_in).toBeGreaterThan(17_000);
});

test('--rejected: a revoked token is replaced once; whoever reports it late gets the new one', async () => {
  const { api, token, args, env } = await stage();
  const { stdout: old } = await token();
  const report = (input: string) => runCli({ args: ['token', ...args, '--rejected'], env, input });
  const { stdout: replaced } = await report(old);
  expect(replaced.trim()).toBe(api.issuedTokens[1]);
  expect((await report(`Authorization: Bearer ${old}`)).stdout).toBe(replaced);
  expect(api.tokenRequests).toHaveLength(2);
});

test('a token that is about to expire is not printed, unless there are none that live longer', async () => {
  const { api, token } = await stage();
  api.setTokenLifetime(45);
  await token();
  expect(api.tokenRequests).toHaveLength(1);
  await token();
  expect(api.tokenRequests).toHaveLength(2);
  api.tokenEndpointRespondsWith({ kind: 'response', status: 503 });
  expect((await token()).stdout.trim()).toBe(api.issuedTokens[1]);
});

test('credentials come from files too, which may end with a line break; a file counts more than a variable', async () => {
  const { api, folder, args } = await stage();
  writeFileSync(join(folder, 'id'), `${api.clientId}\n`);
  writeFileSync(join(folder, 'secret'), `${api.clientSecret}\n`);
  const files = ['--client-id-file', join(folder, 'id'), '--client-secret-file', join(folder, 'secret')];
  const env = { CLIENT_SECRET: 'another', CLIENT_ID: 'another' };
  expect((await runHere({ args: ['token', ...args, ...files], env })).code).toBe(0);
});

test('a failed request: exit code 1, nothing on stdout, one line that holds no secret', async () => {
  const { env, args } = await stage();
  const wrong = { ...env, CLIENT_SECRET: 'wrong-secret-1234' };
  const failed = await runCli({ args: ['token', ...args], env: wrong });
  expect(failed).toMatchObject({ code: 1, stdout: '' });
  expect(failed.stderr).toMatch(/^token-refresher: .*"invalid_client".*\n$/);
  expect(failed.stderr).not.toContain('wrong-secret');
  const asJson = await runHere({ args: ['token', ...args, '--json'], env: wrong });
  expect(asJson).toMatchObject({ code: 1, stdout: '' });
  expect(JSON.parse(asJson.stderr)).toMatchObject({ error: 'invalid_client', permanent: true });
});

test('a file that cannot be used: the token is printed all the same, and a line says that it is not shared', async () => {
  const { api, file, token } = await stage();
  mkdirSync(file);
  const { code, stdout, stderr } = await token();
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${api.issuedTokens[0]}\n` });
  expect(stderr).toBe(
    `token-refresher: The token is not shared with other runs: the cache file "${file}" cannot be used; name another file by --cache-file (read: EISDIR).\n`,
  );
});

test('a file of something else is left alone: the token is printed all the same, and a line says what to do', async () => {
  const { api, file, token } = await stage();
  writeFileSync(file, '{"name":"app"}');
  const { code, stdout, stderr } = await token();
  expect({ code, stdout }).toEqual({ code: 0, stdout: `${api.issuedTokens[0]}\n` });
  expect(readFileSync(file, 'utf8')).toBe('{"name":"app"}');
  expect(stderr).toBe(
    `token-refresher: The token is not shared with other runs: the cache file "${file}" is not one of this program, and is left alone; name another file by --cache-file, or delete it if nobody needs it (read: EFTYPE).\n`,
  );
});

test('a folder that cannot be used is told, with the file; so is what is in the place of the lease', async () => {
  const { api, env, file, token } = await stage();
  const { args } = clientOf(api, '/proc/self/nowhere/token.json');
  const { code, stderr } = await runHere({ args: ['token', ...args], env });
  expect(code).toBe(0);
  expect(stderr).toMatch(
    /: the folder of the cache file "\/proc\/self\/nowhere\/token.json" cannot be written to; .*ENOENT/,
  );
  writeFileSync(`${file}.lease`, 'theirs');
  expect((await token()).stderr).toMatch(
    /token.json" with .lease behind it is not of this program.* \(lease: ENOTDIR\)/,
  );
  expect(readFileSync(`${file}.lease`, 'utf8')).toBe('theirs');
});

test('--help names both commands and every option; --version is the package’s', async () => {
  const { code, stdout } = await runHere({ args: ['token', '--help'], env: {} });
  expect(code).toBe(0);
  for (const option of [
    'token',
    'proxy',
    '--preset',
    '--client-secret-file',
    '--allow-insecure-requests',
    '--graphiql',
  ]) {
    expect(stdout).toContain(option);
  }
  expect((await runCli({ args: ['--version'], env: {} })).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
});
