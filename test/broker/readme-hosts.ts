import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const readme = new URL('../../packages/server/README.md', import.meta.url);
const folder = fileURLToPath(new URL('.snippets/', import.meta.url));

/** The `broker.js` that the README's hosts import: the settings are the test's, the rest is as documented. */
const broker = `
import { createTokenRefresher } from '@token-refresher/core';
import { clientCredentials, createTokenBroker } from '@token-refresher/server';

const { TOKEN_ENDPOINT: tokenEndpoint, CLIENT_ID: clientId, CLIENT_SECRET: clientSecret } = process.env;
export const broker = createTokenBroker({
  tokens: createTokenRefresher(clientCredentials({ tokenEndpoint, clientId, clientSecret, scope: 'api' })),
  authorize: (request) => request.headers.get('cookie') === 'session=1',
});
`;

/**
 * Writes the README's blocks that name a file into that file, each beside a broker of its own. Returns where they are, by
 * their names in the README.
 */
export async function writeReadmeHosts(): Promise<Readonly<Record<string, string>>> {
  await rm(folder, { recursive: true, force: true });
  const text = await readFile(readme, 'utf8');
  const hosts = [...text.matchAll(/^```js\n\/\/ (\S+\.js)\b.*\n([\s\S]*?)^```/gm)].map(
    async ([, name = '', code = ''], index): Promise<[name: string, file: string]> => {
      const root = join(folder, `${index}`);
      const file = join(root, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, code);
      await writeFile(join(root, 'broker.js'), broker);
      await writeFile(join(root, 'package.json'), '{ "type": "module" }');
      return [name, file];
    },
  );
  return Object.fromEntries(await Promise.all(hosts));
}
