import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { openAccounts } from '../../examples/apollo-nextjs/open-accounts.ts';
import { removeApp } from './app-folder.ts';
import { copyOfExample } from './example-copy.ts';
import { runExample } from './run-example.ts';
import { signInAt } from './visitor.ts';

test('one command starts two stand-ins and the app, and "r" revokes their tokens', async () => {
  const folder = await copyOfExample('command');
  onTestFinished(() => removeApp(folder));
  const running = runExample(folder, ['dev']);
  onTestFinished(async () => void (await running.stop()));
  const visitor = await signInAt(await running.url, 'birch');
  expect(await visitor.load()).toContain('<h1>Birch</h1>');
  await running.printed(/Birch's API was asked for a token: 1 in all/);
  running.enter('r');
  await running.printed(/All tokens are revoked/);
  expect(await visitor.load()).toContain('<h1>Birch</h1>');
  await running.printed(/Birch's API was asked for a token: 2 in all/);
}, 180_000);

test('with credentials for Bitquery there is one account, at Bitquery', async () => {
  const { accounts } = await openAccounts({ BITQUERY_CLIENT_ID: 'id', BITQUERY_CLIENT_SECRET: 'secret' });
  expect(accounts.map(({ url }) => url)).toEqual(['https://streaming.bitquery.io/graphql']);
  expect(accounts[0]?.credentials).toMatchObject({ scope: 'api', clientId: 'id', clientSecret: 'secret' });
});

test('half of the credentials is said in one line that names the other, and the exit code is 1', async () => {
  const start = join(import.meta.dirname, '../../examples/apollo-nextjs/start.ts');
  const { ACCOUNTS: _, BITQUERY_CLIENT_SECRET: __, ...env } = process.env;
  const ended = promisify(execFile)(process.execPath, [start], { env: { ...env, BITQUERY_CLIENT_ID: 'id' } });
  await expect(ended).rejects.toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^.*clientSecret.*\n$/),
  });
});
