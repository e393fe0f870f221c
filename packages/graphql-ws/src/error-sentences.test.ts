import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { open, scene } from './testing/live.ts';
import { clientOf } from './testing/scripted-client.ts';
import { startScriptedServer } from './testing/scripted-server.ts';

const noFurtherTry = { retryAttempts: 0, shouldRetry: () => false };

test.each<[payload: unknown, words: string]>([
  [undefined, 'it did not say why'],
  [{}, 'it did not say why'],
  [{ message: 7 }, 'it did not say why'],
  ['Too many connections', 'Too many connections'],
  [{ message: 'Internal server error' }, 'Internal server error'],
  ['x'.repeat(201), 'x'.repeat(200)],
])('a server that refuses the connection with %j is quoted', async (payload, words) => {
  const server = await startScriptedServer((_, connect) => connect.say({ type: 'connection_error', payload }));
  const { client } = await clientOf(server, noFurtherTry);
  expect(await open(client).ended).toMatchObject({
    code: 4403,
    reason: 'Forbidden',
    message: `The API refused the connection: ${words}`,
  });
});

test.each([
  [4000, 'Busy', 'The WebSocket was closed: 4000 Busy'],
  [4000, '', 'The WebSocket was closed: 4000'],
])('a server that closes with %i "%s" is quoted', async (code, reason, message) => {
  const server = await startScriptedServer((_, connect) => connect.close(code, reason));
  const { client } = await clientOf(server, noFurtherTry);
  const ended = await open(client).ended;
  expect(ended).toMatchObject({ code, reason, message });
  expect(ended).not.toHaveProperty('cause');
});

test.each([403, 500])('a server that answers the upgrade with HTTP %i is quoted', async (status) => {
  const { api, client } = await scene({ webSocketImpl: WebSocket, ...noFurtherTry });
  api.live.respondsWith({ kind: 'status', status });
  expect(await open(client).ended).toMatchObject({
    code: 1006,
    message: `The WebSocket was refused: HTTP ${status}`,
  });
});

test('a server that refuses every token is quoted behind what that means', async () => {
  const server = await startScriptedServer((_, connect) => connect.close(4401, 'Unauthorized'));
  const { client } = await clientOf(server, noFurtherTry);
  expect(await open(client).ended).toMatchObject({
    code: 4401,
    reason: 'Unauthorized',
    message: 'The API refused the token, and a new one will not help. The WebSocket was closed: 4401 Unauthorized',
  });
});

test.each([
  [4000, 'The WebSocket was closed: 4000'],
  [0, 'The API refused the token, and a new one will not help. The WebSocket was closed: 1006'],
])('a runtime that tells code %i and no reason is quoted without one', async (code, message) => {
  class Terse extends WebSocket {
    constructor(url: string, protocols: string) {
      super(url, protocols);
      this.addEventListener('close', () => this.onclose?.({ code } as never));
    }
  }
  const server = await startScriptedServer((_, connect) => connect.close(4000, 'Busy'));
  const { client } = await clientOf(server, { ...noFurtherTry, webSocketImpl: Terse });
  expect(await open(client).ended).toMatchObject({ message });
});
