import { execFile } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startLocalApi } from '@token-refresher/test-support';
import { createClient } from 'redis';
import { expect, onTestFinished, test } from 'vitest';
import { redisIsMissing, startRedisServer } from '../../packages/shared/src/testing/redis-server.ts';

const missing = redisIsMissing();
const page = readFileSync(fileURLToPath(new URL('../../docs/sharing.md', import.meta.url)), 'utf8');
/** Where the packages can be imported. */
const folder = join(import.meta.dirname, '.snippets');

/** A real Redis that takes commands over HTTP: a list of words in, `{ "result": … }` or `{ "error": … }` out. */
async function startHttpRedis(): Promise<string> {
  const redis = await startRedisServer();
  const client = await createClient({ socket: { path: redis.socket, tls: false } }).connect();
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const words: unknown[] = JSON.parse(body);
    const reply = await client.sendCommand(words.map(String)).then(
      (result) => ({ result }),
      (error: Error) => ({ error: error.message }),
    );
    response.end(JSON.stringify(reply));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.close();
    client.destroy();
    await redis.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

test.skipIf(missing)(
  `the recipe for serverless functions shares a token between processes, encrypted${missing ? `, skipped because ${missing}` : ''}`,
  async () => {
    const recipe = page.slice(page.indexOf('## Serverless'));
    const code = /```ts\n([\s\S]*?)```/.exec(recipe)?.[1] ?? '';
    mkdirSync(folder, { recursive: true });
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const program = join(folder, 'function.ts');
    writeFileSync(program, `${code}\nconsole.log((await tokens.getToken()).value);\n`);
    const api = await startLocalApi();
    onTestFinished(() => api.close());
    const env = {
      ...process.env,
      KV_REST_API_URL: await startHttpRedis(),
      TOKEN_ENDPOINT: api.tokenEndpoint,
      CLIENT_ID: api.clientId,
      CLIENT_SECRET: api.clientSecret,
      TOKEN_KEY: Buffer.alloc(32, 7).toString('base64'),
    };
    const run = async () => (await promisify(execFile)(process.execPath, [program], { env })).stdout.trim();
    expect([await run(), await run()]).toEqual([api.issuedTokens[0], api.issuedTokens[0]]);
    expect(api.tokenRequests).toHaveLength(1);
  },
);
