import type { Duplex } from 'node:stream';
import type { TestApi, TestClock } from '@token-refresher/testing';
import { type WebSocket, WebSocketServer } from 'ws';
import { createTestApi } from '../../../packages/testing/src/create-test-api.ts';
import { startHttpServer } from '../../../packages/testing/src/node/http-server.ts';
import { watchSockets } from '../driver/busy-sockets.ts';
import { pick, type Random } from '../driver/random.ts';
import { tokenFault, turns } from '../driver/storm-faults.ts';
import { connectFault, operationFault } from './live-storm-faults.ts';

/** An API over WebSocket that fails at random, and counts what it does for whom. */
export interface LiveStormApi extends TestApi {
  readonly liveUrl: string;
  /** How often each operation was executed, by its id. */
  readonly executions: ReadonlyMap<string, number>;
  /** How often each operation was told "Unauthorized", by its id. */
  readonly refusals: ReadonlyMap<string, number>;
  readonly asked: number;
  /** The tokens of the sockets that were acknowledged, in order. */
  readonly acknowledged: readonly string[];
  /** Requests to the token endpoint that will never be answered. */
  readonly hanging: number;
  /** Called with the id of an operation that will never be answered. */
  onHang: (id: string) => void;
  calm(): void;
  /** How many connections are in use, after those that only wait for a request have been closed. */
  busySockets(): Promise<number>;
  close(): Promise<void>;
}

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: {
    readonly Authorization?: string;
    readonly query?: string;
    readonly variables?: { readonly id: string };
  };
}

const events = 3;

/** Starts an API whose tokens live for two minutes of `clock`. */
export async function startLiveStormApi(random: Random, clock: TestClock): Promise<LiveStormApi> {
  const executions = new Map<string, number>();
  const refusals = new Map<string, number>();
  const acknowledged: string[] = [];
  const count = (counts: Map<string, number>, id: string) => counts.set(id, (counts.get(id) ?? 0) + 1);
  let asked = 0;
  let hanging = 0;
  let published = 0;
  let isCalm = false;
  // Who cannot tell a refused upgrade from a lost one asks the same address by HEAD.
  const here = new Response(null, { status: 426 });
  const http = await startHttpServer(async (request, sent) =>
    request.method === 'HEAD' ? here.clone() : parts.respondToTokenRequest(request, sent),
  );
  const url = `${http.origin}/graphql`;
  const parts = createTestApi(
    { clock, tokenLifetimeSeconds: 120 },
    { url, tokenEndpoint: `${http.origin}/oauth2/token` },
  );
  parts.api.tokenEndpointRespondsWith((request) => {
    asked += 1;
    const fault = isCalm ? null : tokenFault(random);
    if (fault?.kind === 'hang') {
      hanging += 1;
      void request.finished.then(() => {
        hanging -= 1;
      });
    }
    return fault;
  });
  const isUnauthorized = (token: string) => parts.tokens.problemWith(token) !== undefined || parts.refusesEverything();

  const execute = async (send: (message: object) => void, id: string, key: string, query: string) => {
    count(executions, key);
    await turns(Math.floor(random() * 6));
    const isStream = query.startsWith('subscription');
    for (let event = 0; event < (isStream ? events : 1); event++) {
      send({ id, type: 'next', payload: { data: { done: key, ...(isStream && { event: published++ }) } } });
      if (isStream) await turns(1);
    }
    send({ id, type: 'complete' });
  };

  const operate = async (socket: WebSocket, token: string, message: Message) => {
    const { id = '', payload } = message;
    const key = String(payload?.variables?.id);
    const query = payload?.query ?? '';
    let sent = 0;
    const fault = isCalm ? 'none' : operationFault(random);
    const send = (message: object) => {
      if (socket.readyState !== socket.OPEN) return;
      socket.send(JSON.stringify(message));
      sent += 1;
      if (fault === 'drop after the first response' && sent === 1) socket.terminate();
    };
    if (fault === 'drop') return socket.terminate();
    if (fault === 'close')
      return socket.close(
        pick(random, [
          [1, 1001],
          [1, 1012],
          [1, 1011],
        ]),
        'Going away',
      );
    if (fault === 'hang') return storm.onHang(key);
    if (fault === 'failure') return send({ id, type: 'error', payload: [{ message: 'The database is away.' }] });
    if (fault === 'refuse' || isUnauthorized(token)) {
      count(refusals, key);
      const errors = [{ message: 'Unauthorized' }];
      return pick<() => void>(random, [
        [2, () => send({ id, type: 'error', payload: errors })],
        [2, () => [send({ id, type: 'next', payload: { data: null, errors } }), send({ id, type: 'complete' })]],
        [1, () => socket.close(4401, 'Unauthorized')],
      ])();
    }
    if (fault === 'drop after execution') {
      count(executions, key);
      return socket.terminate();
    }
    await execute(send, id, key, query);
  };

  const serve = (socket: WebSocket, tokenInUrl: string | null) => {
    let token = tokenInUrl ?? '';
    socket.on('error', () => {});
    socket.on('message', (data) => {
      const message: Message = JSON.parse(String(data));
      if (message.type === 'ping') socket.send('{"type":"pong"}');
      if (message.type === 'subscribe') void operate(socket, token, message);
      if (message.type !== 'connection_init') return;
      token ||= /^Bearer (.+)$/.exec(message.payload?.Authorization ?? '')?.[1] ?? '';
      if (isUnauthorized(token))
        return socket.close(
          pick(random, [
            [1, 4401],
            [1, 4403],
          ]),
          'Forbidden',
        );
      if (!isCalm && random() < 0.05) return socket.close(1013, 'Try again later');
      acknowledged.push(token);
      socket.send('{"type":"connection_ack"}');
    });
  };

  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'graphql-transport-ws' });
  http.server.on('upgrade', async (request, duplex: Duplex, head) => {
    duplex.on('error', () => {});
    const fault = isCalm ? 'none' : connectFault(random);
    if (fault === 'hold') await turns(Math.floor(random() * 20));
    const token = new URL(request.url ?? '/', url).searchParams.get('token');
    const isRefused = token !== null && isUnauthorized(token);
    const status = isRefused ? '401 Unauthorized' : fault === 'failure' ? '503 Service Unavailable' : undefined;
    if (fault === 'reset') duplex.destroy();
    else if (status) duplex.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    else sockets.handleUpgrade(request, duplex, head, (socket) => serve(socket, token));
  });

  const storm: LiveStormApi = {
    ...parts.api,
    liveUrl: url.replace('http', 'ws'),
    executions,
    refusals,
    acknowledged,
    get asked() {
      return asked;
    },
    get hanging() {
      return hanging;
    },
    onHang: () => {},
    calm() {
      isCalm = true;
      parts.api.refuseEverything(false);
    },
    busySockets: watchSockets(http.server),
    close: http.close,
  };
  return storm;
}
