import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const readme = new URL('../../packages/server/README.md', import.meta.url);
const folder = fileURLToPath(new URL('.snippets/', import.meta.url));

/** What in the README's `broker.js` is the reader's own: the authorization server, the secret and who is signed in. */
const own = {
  '...bitquery.oauth': "tokenEndpoint: process.env.TOKEN_ENDPOINT, scope: 'api'",
  'BITQUERY_CLIENT_ID:': 'CLIENT_ID:',
  'BITQUERY_CLIENT_SECRET:': 'CLIENT_SECRET:',
  'new Set()': "new Set(['session=1'])",
};

function fillIn(broker: string): string {
  return Object.entries(own).reduce((code, [theirs, ours]) => {
    if (!code.includes(theirs)) throw new Error(`The README's broker.js has no ${theirs}.`);
    return code.replace(theirs, ours);
  }, broker);
}

/**
 * Writes the README's blocks that name a file into that file, each beside a `broker.js` of its own, which is the README's
 * too. Returns where they are, by their names in the README.
 */
export async function writeReadmeHosts(): Promise<Readonly<Record<string, string>>> {
  await rm(folder, { recursive: true, force: true });
  const text = await readFile(readme, 'utf8');
  const blocks = [...text.matchAll(/^```js\n\/\/ (\S+\.js)\b.*\n([\s\S]*?)^```/gm)];
  const broker = fillIn(blocks.find(([, name]) => name === 'broker.js')?.[2] ?? '');
  const hosts = blocks
    .filter(([, name]) => name !== 'broker.js')
    .map(async ([, name = '', code = ''], index): Promise<[name: string, file: string]> => {
      const root = join(folder, `${index}`);
      const file = join(root, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, code);
      await writeFile(join(root, 'broker.js'), broker);
      await writeFile(join(root, 'package.json'), '{ "type": "module" }');
      return [name, file];
    });
  return Object.fromEntries(await Promise.all(hosts));
}
