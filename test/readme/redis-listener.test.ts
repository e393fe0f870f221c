import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createClient } from 'redis';
import { expect, onTestFinished, test } from 'vitest';
import { redisIsMissing, startRedisServer } from '../../packages/shared/src/testing/redis-server.ts';

const missing = redisIsMissing();

const pages = ['packages/shared/README.md', 'docs/sharing.md'];

test.for(pages)('the listener of %s says that the connection was lost', async (page, { skip }) => {
  if (missing) skip(missing);
  const text = readFileSync(fileURLToPath(new URL(`../../${page}`, import.meta.url)), 'utf8');
  const [, code = ''] = /^redis\.on\('error', \(error: [^)]*\) => (.*)\);$/m.exec(text) ?? [];
  const listener = new Function('console', 'error', code);
  const server = await startRedisServer();
  onTestFinished(() => server.close());
  const client = createClient({ socket: { path: server.socket, reconnectStrategy: false } });
  onTestFinished(() => client.destroy());
  const printed: string[] = [];
  client.on('error', (error) => listener({ error: (...words: string[]) => printed.push(words.join(' ')) }, error));
  await client.connect();
  const told = once(client, 'error').catch(() => {});
  await server.stop();
  await told;
  expect(printed[0]).toBe('Redis: SocketClosedUnexpectedlyError');
});
