import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { handleProtocols } from 'graphql-ws';
import { onTestFinished } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';

/** One connect at a {@link startScriptedServer}. */
export interface Connect {
  readonly token: string | undefined;
  /** Every message of the client so far. */
  readonly messages: { readonly type: string; readonly id?: string; readonly payload?: Record<string, unknown> }[];
  /** Sends a message, or a text as it is. */
  say(message: object | string): void;
  close(code: number, reason?: string): void;
  drop(): void;
}

export interface ScriptedServer {
  /** `ws://127.0.0.1:PORT/graphql` */
  readonly url: string;
  readonly connects: Connect[];
  /** Resolves when so many connects have come. */
  connected(count: number): Promise<void>;
}

/** What the server does about each message of a client. */
export type Script = (message: Connect['messages'][number], connect: Connect, index: number) => void;

/** A WebSocket server on this machine that says whatever a test wants it to say. */
export async function startScriptedServer(script: Script): Promise<ScriptedServer> {
  const http = createServer((_, response) => response.end());
  const server = new WebSocketServer({ server: http, handleProtocols });
  const connects: Connect[] = [];
  server.on('connection', (socket: WebSocket, { url = '' }) => {
    socket.on('error', () => {});
    const connect: Connect = {
      token: new URL(url, 'http://localhost').searchParams.get('token') ?? undefined,
      messages: [],
      say: (message) => socket.send(typeof message === 'string' ? message : JSON.stringify(message)),
      close: (code, reason) => socket.close(code, reason),
      drop: () => socket.terminate(),
    };
    const index = connects.push(connect) - 1;
    server.emit('counted');
    socket.on('message', (data) => {
      const message = JSON.parse(String(data));
      connect.messages.push(message);
      script(message, connect, index);
    });
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  onTestFinished(() => {
    for (const socket of server.clients) socket.terminate();
    server.close();
    http.closeAllConnections();
    http.close();
  });
  return {
    url: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/graphql`,
    connects,
    async connected(count) {
      while (connects.length < count) await once(server, 'counted');
    },
  };
}

/** Answers `connection_init` and leaves the rest to `next`. */
export function acknowledging(next: Script): Script {
  return (message, connect, index) => {
    if (message.type === 'connection_init') connect.say({ type: 'connection_ack' });
    else next(message, connect, index);
  };
}
