import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Words of the code that holds a client secret. None of them belongs in a browser. */
export const secretWords: readonly string[] = [
  'client_secret',
  'clientSecret',
  'client_credentials',
  'client_assertion',
  'private_key_jwt',
  'oauth4webapi',
  'createTokenBroker',
  'createGraphQLProxy',
];

/** Which of these words occur in the files of a folder, and where. */
export async function wordsIn(folder: string, words: readonly string[]): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  const found = await Promise.all(
    files.map(async (file) => {
      const text = await readFile(file, 'utf8');
      return words.filter((word) => text.includes(word)).map((word) => `${word} in ${file.slice(folder.length + 1)}`);
    }),
  );
  return found.flat();
}
