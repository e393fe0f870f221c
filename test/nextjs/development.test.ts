import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { removeApp } from './app-folder.ts';
import { copyOfExample } from './example-copy.ts';
import { runExample } from './run-example.ts';
import { signInAt } from './visitor.ts';

test('one command starts stand-ins and the app; sessions and tokens outlive edited modules; "r" revokes tokens', async () => {
  const folder = await copyOfExample('development');
  onTestFinished(() => removeApp(folder));
  const running = runExample(folder, ['dev']);
  onTestFinished(async () => void (await running.stop()));
  const visitor = await signInAt(await running.url, 'birch');
  expect(await visitor.load()).toContain('<h1>Birch</h1>');
  expect((await visitor.askForToken()).status).toBe(200);
  await running.printed(/Birch's API was asked for a token: 1 in all/);

  const edit = async (file: string, from: string, to: string) => {
    const source = await readFile(join(folder, file), 'utf8');
    expect(source).toContain(from);
    await writeFile(join(folder, file), source.replace(from, to));
  };
  await edit('lib/identities.ts', 'createRecent<Identity>(1_000)', 'createRecent<Identity>(1_001)');
  await edit('components/latest-trades.tsx', '<th>Bought</th>', '<th>Got</th>');
  while (!(await visitor.load()).includes('<th>Got</th>'));
  expect((await visitor.askForToken()).status).toBe(200);

  running.enter('r');
  await running.printed(/All tokens are revoked/);
  expect(await visitor.load()).toContain('<h1>Birch</h1>');
  const [, requests] = await running.printed(/are revoked[\s\S]*Birch's API was asked for a token: (\d+) in all/);
  expect(requests).toBe('2');
});
