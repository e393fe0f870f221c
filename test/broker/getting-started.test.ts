import { fork } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunningTestApi, startTestApi } from '@token-refresher/testing';
import { createServer, type InlineConfig, preview } from 'vite';
import { afterAll, afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { type RunningHost, runServer } from './run-host.ts';

const root = join(import.meta.dirname, '../..');
const folder = join(import.meta.dirname, '.generated');
const api: RunningTestApi = await startTestApi({ clientId: 'my-app', clientSecret: 'only-for-tests' });
afterAll(() => api.close());

/** The code block of a page that has this in it. */
async function block(page: string, what: string): Promise<string> {
  const blocks = [...(await readFile(join(root, page), 'utf8')).matchAll(/^```[jt]s\n([\s\S]*?)^```/gm)];
  const found = blocks.map(([, code = '']) => code).filter((code) => code.includes(what));
  expect(found).toHaveLength(1);
  return found[0] ?? '';
}

let run = 0;
/** The page's broker under the server package's `node-http.js`, with what is the reader's own put in its place. */
async function startBroker(own: (broker: string) => string = (broker) => broker): Promise<RunningHost> {
  const host = join(folder, `${run++}`);
  await mkdir(host, { recursive: true });
  const broker = await block('docs/getting-started.md', '// broker.js\n');
  await writeFile(
    join(host, 'broker.js'),
    own(broker.replace('https://auth.example.com/oauth2/token', api.tokenEndpoint)),
  );
  await writeFile(join(host, 'node-http.js'), await block('packages/server/README.md', '// node-http.js'));
  const running = await runServer(join(host, 'node-http.js'));
  onTestFinished(() => running.close());
  return running;
}

/** As the page says to try it. */
const letEverybodyIn = (broker: string) =>
  broker.replace(/authorize\(request\) \{[\s\S]*?\n {2}\},/, 'authorize: () => true,');

const ask = (url: string) =>
  fetch(url, {
    method: 'POST',
    body: '{}',
    headers: { 'content-type': 'application/json', origin: new URL(url).origin, 'sec-fetch-site': 'same-origin' },
  });

beforeEach(() => {
  vi.stubEnv('CLIENT_ID', api.credentials.clientId);
  vi.stubEnv('CLIENT_SECRET', api.credentials.clientSecret);
  return () => vi.unstubAllEnvs();
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test('the broker gives nobody a token until sessions are filled, and everybody one when told to', async () => {
  expect((await ask((await startBroker()).url)).status).toBe(401);
  const response = await ask((await startBroker(letEverybodyIn)).url);
  expect(await response.json()).toMatchObject({ access_token: expect.any(String) });
});

test('both files start as they stand, by the command that the page names', async () => {
  const host = join(folder, 'as-it-stands');
  await mkdir(host, { recursive: true });
  await writeFile(join(host, 'package.json'), '{ "type": "module" }');
  await writeFile(join(host, 'broker.js'), await block('docs/getting-started.md', '// broker.js\n'));
  await writeFile(join(host, 'node-http.js'), await block('packages/server/README.md', '// node-http.js'));
  expect(await readFile(join(root, 'docs/getting-started.md'), 'utf8')).toContain('`PORT=3000 node node-http.js`');
  const tellPort = `import { Server } from 'node:http';
    const { listen } = Server.prototype;
    Server.prototype.listen = function (port) {
      return listen.call(this, port, () => process.send(this.address().port));
    };`;
  const child = fork(join(host, 'node-http.js'), {
    execArgv: ['--import', `data:text/javascript,${encodeURIComponent(tellPort)}`],
    env: { ...process.env, PORT: '0' },
  });
  onTestFinished(() => void child.kill());
  const port = await new Promise((resolve, reject) => {
    child.once('message', resolve).once('exit', (code) => reject(new Error(`node-http.js ended with ${code}`)));
  });
  expect((await ask(`http://127.0.0.1:${port}/api/token`)).status).toBe(401);
});

test('a wrong secret is told by the broker on the console', async () => {
  vi.stubEnv('CLIENT_SECRET', 'wrong');
  const told = vi.spyOn(console, 'error').mockImplementation(() => {});
  onTestFinished(() => told.mockRestore());
  const { url } = await startBroker(letEverybodyIn);
  expect((await ask(url)).status).toBe(503);
  expect(told).toHaveBeenCalledWith(503, 'token', expect.objectContaining({ code: 'invalid_client' }));
});

test.each(['development', 'preview'])("a page of Vite's server reaches the broker: %s", async (mode) => {
  const { url } = await startBroker(letEverybodyIn);
  const site = join(folder, 'site');
  await mkdir(join(site, 'dist'), { recursive: true });
  for (const place of [site, join(site, 'dist')]) await writeFile(join(place, 'index.html'), '<title>Page</title>');
  const config = await block('docs/getting-started.md', '// vite.config.js');
  const configFile = join(site, 'vite.config.mjs');
  await writeFile(configFile, config.replace('http://127.0.0.1:3000', new URL(url).origin));
  const own: InlineConfig = { configFile, root: site, logLevel: 'silent', optimizeDeps: { noDiscovery: true } };
  const at = { host: '127.0.0.1', port: 0 };
  const server =
    mode === 'preview'
      ? await preview({ ...own, preview: at })
      : await (await createServer({ ...own, server: at })).listen();
  onTestFinished(() => server.close());
  const page = server.resolvedUrls?.local[0] ?? '';
  expect(await (await fetch(page)).text()).toContain('<title>Page</title>');
  const response = await ask(new URL('/api/token', page).href);
  expect(await response.json()).toMatchObject({ access_token: expect.any(String) });
});
