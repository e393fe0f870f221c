import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startLocalApi } from '@token-refresher/test-support';
import { expect, onTestFinished, test } from 'vitest';
import { removeApp } from './app-folder.ts';
import { copyOfExample } from './example-copy.ts';
import { runExample } from './run-example.ts';

const page = `
  import { accounts } from '../../lib/accounts.ts';
  import { tokensOf } from '../../lib/identities.ts';
  export default async function Page() {
    for (const account of accounts()) await tokensOf(account).getToken();
    return <p>Rendered at build time.</p>;
  }
`;

test('a page that would fetch a token at build time, and leave it on disk, fails the build', async () => {
  const folder = await copyOfExample('static-page');
  onTestFinished(() => removeApp(folder));
  await mkdir(join(folder, 'app/static'));
  await writeFile(join(folder, 'app/static/page.tsx'), page);
  const api = await startLocalApi();
  onTestFinished(() => api.close());
  const { url, stop } = runExample(folder, [], { Alder: api });
  onTestFinished(async () => void (await stop()));
  await expect(url).rejects.toThrow("Route /static couldn't be rendered statically because it used no-store fetch");
  expect(api.tokenRequests).toEqual([]);
});
