import { beforeAll, describe, expect, test } from 'vitest';
import { buildPageWith, pages } from './build-page.ts';
import { builtOnce } from './built-once.ts';
import { builtPage, credentials } from './built-page.ts';
import { buildNextPages } from './next-pages.ts';
import { bundlers } from './page-bundlers.ts';
import { inOneLine, sentence } from './sentence.ts';
import { withEnvironment } from './with-environment.ts';
import { secretWords, wordsIn } from './words-of-the-secret.ts';

/** What every build has to contain, by the kind of the file: the page, its style, and React as it is in production. */
const wordsOfThePage = {
  'Latest trades': 'js',
  '/api/token': 'js',
  'color-scheme': 'css',
  'Minified React error': 'js',
};

/** A variable of React, which every minifier renames. */
const longName = 'workInProgress';

const builds = [
  ...bundlers.flatMap((bundler) =>
    pages.map((page) => ({ name: `${page} built by ${bundler}`, folder: () => builtPage(page, bundler) })),
  ),
  {
    name: 'both pages built by Next.js',
    folder: () =>
      builtOnce('next-pages', (output) => withEnvironment(credentials, () => buildNextPages(pages, output))),
  },
];

describe.each(builds)('$name', (build) => {
  let folder: string;
  beforeAll(async () => {
    folder = await build.folder();
  });

  test('is whole, and minified for production', async () => {
    const found = await wordsIn(folder, Object.keys(wordsOfThePage));
    for (const [word, kind] of Object.entries(wordsOfThePage)) {
      expect(found).toContainEqual(expect.stringMatching(new RegExp(`^${word} in .*\\.${kind}$`)));
    }
    expect(await wordsIn(folder, [longName])).toEqual([]);
  });

  test('holds neither the credentials of the environment nor the words of the code that needs them', async () => {
    expect(await wordsIn(folder, [...secretWords, ...Object.values(credentials)])).toEqual([]);
  });
});

// With the settings of the examples. What other bundlers and ways to import come to is in secret-boundary.test.ts.
test('vite fails to build a page that imports the package which holds the secret', async () => {
  const before = "import { clientCredentials } from '@token-refresher/server'; console.log(clientCredentials);";
  expect(inOneLine(await buildPageWith(before, 'apollo-react'))).toContain(sentence);
});
