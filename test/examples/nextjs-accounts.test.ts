import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { openAccounts } from '../../examples/apollo-nextjs/open-accounts.ts';

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
