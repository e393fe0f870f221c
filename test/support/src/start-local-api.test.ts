import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { faults as misbehave } from '@token-refresher/testing';
import { expect, test } from 'vitest';
import { startLocalApi } from './start-local-api.ts';
import { localApi, query, requestToken } from './testing/local-api.ts';

test('close ends with open sockets: idle, hanging and upgraded ones', async () => {
  const api = await localApi();
  api.server.on('upgrade', (_, socket) => socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n'));
  const port = Number(new URL(api.origin).port);
  const idle = connect(port, '127.0.0.1');
  const upgraded = connect(port, '127.0.0.1');
  upgraded.write('GET /other HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  await once(upgraded, 'data');
  for (const socket of [idle, upgraded]) socket.on('error', () => {});
  api.tokenEndpointRespondsWith(misbehave.hang());
  const hanging = expect(requestToken(api)).rejects.toThrow();
  await api.tokenRequestsReached(1);
  const closed = [idle, upgraded].map((socket) => once(socket.resume(), 'close'));
  await api.close();
  await Promise.all([hanging, ...closed]);
  await expect(fetch(api.url)).rejects.toThrow();
});

test('close can be called twice', async () => {
  const api = await startLocalApi();
  await Promise.all([api.close(), api.close()]);
});

test('two APIs share neither tokens nor logs', async () => {
  const [one, other] = [await localApi(), await localApi()];
  expect((await query(one, '{ viewer }', other.issueToken())).status).toBe(401);
  expect(other.graphqlRequests).toHaveLength(0);
});

test('it runs as TypeScript in plain Node, and a closed API lets the process end', async () => {
  const script = `
    const { startLocalApi, misbehave } = await import(${JSON.stringify(new URL('./index.ts', import.meta.url).href)});
    const api = await startLocalApi();
    api.graphqlRespondsWith(misbehave.delay(3_600_000));
    const lost = fetch(api.url, { method: 'POST', body: '{}' }).catch(() => 'lost');
    await api.graphqlRequestsReached(1);
    await api.close();
    process.stdout.write(await lost);`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  child.stderr.on('data', (chunk) => {
    output += chunk;
  });
  const [code] = await once(child, 'close');
  expect([code, output]).toEqual([0, 'lost']);
});
