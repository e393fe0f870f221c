import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startLocalApi } from '@token-refresher/test-support';
import { expect, onTestFinished, test } from 'vitest';
import { removeApp } from './app-folder.ts';
import { copyOfExample } from './example-copy.ts';
import { runExample } from './run-example.ts';
import { signInAt } from './visitor.ts';

test('in development, sessions and tokens outlive the modules that are edited', async () => {
  const folder = await copyOfExample('development');
  onTestFinished(() => removeApp(folder));
  const api = await startLocalApi();
  onTestFinished(() => api.close());
  const running = runExample(folder, ['dev'], { Alder: api });
  onTestFinished(async () => void (await running.stop()));
  const visitor = await signInAt(await running.url, 'alder');
  await visitor.load();
  expect((await visitor.askForToken()).status).toBe(200);

  const edit = async (file: string, from: string, to: string) => {
    const source = await readFile(join(folder, file), 'utf8');
    expect(source).toContain(from);
    await writeFile(join(folder, file), source.replace(from, to));
  };
  await edit('lib/identities.ts', 'createRecent<Identity>(1_000)', 'createRecent<Identity>(1_001)');
  await edit('components/latest-trades.tsx', '<th>Bought</th>', '<th>Got</th>');
  while (!(await visitor.load()).includes('<th>Got</th>'));
  expect((await visitor.askForToken()).status).toBe(200);
  expect(api.tokenRequests).toHaveLength(1);
}, 180_000);
