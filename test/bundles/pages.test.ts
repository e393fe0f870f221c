import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { type BuiltPage, buildPage, type Page } from './build-page.ts';
import type { Bundler } from './page-bundlers.ts';
import { inOneLine, sentence } from './sentence.ts';
import { secretWords, wordsIn } from './words-of-the-secret.ts';

const credentials = {
  BITQUERY_CLIENT_ID: 'the-client-id-of-the-environment',
  BITQUERY_CLIENT_SECRET: 'the-client-secret-of-the-environment',
};

/** What every build has to contain, by the kind of the file: the page, its style, and React as it is in production. */
const wordsOfThePage = {
  'Latest trades': 'js',
  '/api/token': 'js',
  'color-scheme': 'css',
  'Minified React error': 'js',
};

/** A variable of React, which every minifier renames. */
const longName = 'workInProgress';

beforeAll(() => {
  for (const [name, value] of Object.entries(credentials)) vi.stubEnv(name, value);
});
afterAll(() => void vi.unstubAllEnvs());

describe.each<Page>(['apollo-react', 'urql-react'])('the page of %s', (page) => {
  describe.each<Bundler>(['vite', 'webpack', 'esbuild', 'rspack', 'nextjs'])('built by %s', (bundler) => {
    let built: BuiltPage;
    beforeAll(async () => {
      built = await buildPage(page, bundler);
    }, 180_000);
    afterAll(() => built?.remove());

    test('is whole, and minified for production', async () => {
      expect(built.errors).toBe('');
      const found = await wordsIn(built.folder, Object.keys(wordsOfThePage));
      for (const [word, kind] of Object.entries(wordsOfThePage)) {
        expect(found).toContainEqual(expect.stringMatching(new RegExp(`^${word} in .*\\.${kind}$`)));
      }
      expect(await wordsIn(built.folder, [longName])).toEqual([]);
    });

    test('holds neither the credentials of the environment nor the words of the code that needs them', async () => {
      expect(await wordsIn(built.folder, [...secretWords, ...Object.values(credentials)])).toEqual([]);
    });

    test('fails to build when it imports the package that holds the secret, and says why and what to do', async () => {
      const before = "import { clientCredentials } from '@token-refresher/server'; console.log(clientCredentials);";
      const { errors, remove } = await buildPage(page, bundler, { before });
      onTestFinished(remove);
      expect(inOneLine(errors)).toContain(sentence);
    }, 180_000);
  });
});
