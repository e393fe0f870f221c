import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { createGate, type LocalApi, misbehave, startLocalApi } from '@token-refresher/test-support';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeReadmeHosts } from './readme-hosts.ts';
import { type RunningHost, runFetch, runRoute, runServer } from './run-host.ts';
import { missingWorkerd, runWorker } from './run-worker.ts';

const api: LocalApi = await startLocalApi();
afterAll(() => api.close());
const settings = { TOKEN_ENDPOINT: api.tokenEndpoint, CLIENT_ID: api.clientId, CLIENT_SECRET: api.clientSecret };
Object.assign(process.env, settings);
const files = await writeReadmeHosts();

const hosts: Record<string, { run: (file: string) => Promise<RunningHost>; skip?: string | undefined }> = {
  'app/api/token/route.js': { run: runRoute },
  'hono.js': { run: runFetch },
  'express.js': { run: runServer },
  'node-http.js': { run: runServer },
  'worker.js': { run: (file) => runWorker(file, settings), skip: missingWorkerd() },
};

test('every host in the README is run here', () => {
  expect(Object.keys(files)).toEqual(Object.keys(hosts));
});

test('the route of Next.js can be evaluated without the secrets, as next build does', async () => {
  const names = Object.keys(settings);
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !names.includes(name)));
  const code = 'console.log(Object.keys(await import(process.argv[1])).join())';
  const route = files['app/api/token/route.js'] ?? '';
  const run = promisify(execFile)(process.execPath, ['--input-type=module', '--eval', code, route], { env });
  expect((await run).stdout).toBe('POST\n');
});

describe.each(Object.entries(hosts))('%s', (name, { run, skip }) => {
  let host: RunningHost;
  beforeAll(async () => {
    if (!skip) host = await run(files[name] ?? '');
  });
  afterAll(() => host?.close());

  const ask = (body: string, headers: Record<string, string> = {}, init: RequestInit = {}) =>
    fetch(host.url, {
      method: 'POST',
      body,
      ...init,
      headers: {
        'content-type': 'application/json',
        cookie: 'session=1',
        origin: new URL(host.url).origin,
        ...headers,
      },
    });

  test.skipIf(skip)('gives pages that load at once one token, and another one when that is rejected', async () => {
    api.resetLog();
    const gate = createGate();
    api.tokenEndpointRespondsWith(misbehave.hold(gate));
    const asking = Array.from({ length: 20 }, () => ask('{}'));
    await api.tokenRequestsReached(1);
    gate.release();
    const responses = await Promise.all(asking);
    const bodies = await Promise.all(responses.map((response) => response.json()));
    expect(responses.map(({ status }) => status)).toEqual(Array(20).fill(200));
    expect(responses[0]?.headers.get('cache-control')).toBe('no-store');
    const token = api.issuedTokens.at(-1);
    expect(new Set(bodies.map((body) => body.access_token))).toEqual(new Set([token]));
    expect(bodies[0]).toMatchObject({ token_type: 'Bearer', expires_in: expect.any(Number), scope: 'api' });
    expect(api.tokenRequests).toHaveLength(1);

    let rejected = token;
    for (let report = 1; report <= 4; report++) {
      const { access_token } = await (await ask(JSON.stringify({ rejected }))).json();
      expect(access_token).toBe(api.issuedTokens.at(-1));
      expect(access_token).not.toBe(rejected);
      rejected = access_token;
    }
    const fifth = await ask(JSON.stringify({ rejected }));
    expect(fifth.status).toBe(429);
    expect(Number(fifth.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(api.tokenRequests).toHaveLength(1 + 4);
  });

  test.skipIf(skip)('answers at an address with a query, too', async () => {
    expect((await fetch(`${host.url}?user=ada`)).status).toBe(405);
  });

  test.skipIf(skip)('refuses what it has to refuse', async () => {
    expect((await ask('{}', { cookie: '' })).status).toBe(401);
    expect((await ask('{}', { origin: 'https://evil.example.net' })).status).toBe(403);
    expect((await ask('{')).status).toBe(400);
    expect((await ask(JSON.stringify({ rejected: 'x'.repeat(9_000) }))).status).toBe(413);
    expect((await ask('{}', { 'content-type': 'text/plain' })).status).toBe(415);
    expect((await fetch(host.url, { headers: { cookie: 'session=1' } })).status).toBe(405);
  });
});

describe.skipIf(hosts['worker.js']?.skip)('worker.js', () => {
  test('gets a token where workers know no `cache` option yet', async () => {
    const host = await runWorker(files['worker.js'] ?? '', settings, '2024-09-01');
    const headers = { 'content-type': 'application/json', cookie: 'session=1' };
    expect((await fetch(host.url, { method: 'POST', headers, body: '{}' })).status).toBe(200);
    await host.close();
  });

  test('a page that leaves while it waits does not take the token away from those who wait with it', async () => {
    const host = await runWorker(files['worker.js'] ?? '', settings);
    api.resetLog();
    const gate = createGate();
    api.tokenEndpointRespondsWith(misbehave.hold(gate), { times: 1 });
    const init = { method: 'POST', headers: { 'content-type': 'application/json', cookie: 'session=1' }, body: '{}' };
    const controller = new AbortController();
    const first = fetch(host.url, { ...init, signal: controller.signal }).catch(() => 'left');
    await api.tokenRequestsReached(1);
    const second = fetch(host.url, init);
    controller.abort();
    expect(await first).toBe('left');
    // By the time these are answered, workerd has seen the connection close.
    for (let time = 0; time < 20; time++) expect((await fetch(host.url)).status).toBe(405);
    gate.release();
    expect((await second).status).toBe(200);
    expect(api.tokenRequests).toHaveLength(1);
    await host.close();
  });
});
