import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols, makeServer } from 'graphql-ws';
import { createGraphQLError } from 'graphql-yoga';
import { WebSocketServer } from 'ws';
import { localSchema, type SchemaParts } from '../graphql/graphql-schema.ts';
import type { ApiTokens } from '../testing-inside.ts';
import { createRequestLog } from '../testing-inside.ts';
import type { LiveApi, LiveBehaviour, LiveConnect } from './live-api.ts';
import { behaves, defaultRefusals, refuseUpgrade, type Session, tokenIn } from './live-session.ts';

/** What the live endpoint works with. */
export interface LiveEndpointParts {
  readonly now: () => number;
  readonly tokens: ApiTokens;
  readonly schemaParts: SchemaParts;
  readonly origin: () => string;
  readonly refusesEverything: () => boolean;
}

/** The live endpoint: what tests use, and what the HTTP server calls. */
export interface LiveEndpoint {
  readonly live: LiveApi;
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void>;
  reset(): void;
}

/** GraphQL over WebSocket beside the GraphQL endpoint. */
export function createLiveEndpoint(parts: LiveEndpointParts): LiveEndpoint {
  const { feed } = parts.schemaParts;
  const sockets = new WebSocketServer({ noServer: true, handleProtocols });
  const sessions = new Set<Session>();
  const log = createRequestLog<LiveConnect>();
  let place: 'url' | 'connection_init' = 'url';
  let refusal: LiveBehaviour | undefined;
  let told: LiveBehaviour | null = null;
  let timesLeft = Number.POSITIVE_INFINITY;
  let operationShape: 'error' | 'next' | null = null;
  let maxBacklog = Number.POSITIVE_INFINITY;

  const graphql = makeServer<Record<string, unknown>, Session>({
    schema: localSchema,
    connectionInitWaitTimeout: 0,
    async onConnect({ connectionParams, extra: session }) {
      session.entry.params = connectionParams;
      if (place === 'connection_init') session.entry.token = tokenIn(connectionParams);
      session.behaviour ??= check(session.entry, place === 'connection_init');
      if (session.behaviour?.kind === 'silence' || behaves(session, 'connection_init')) return new Promise(() => {});
      if (session.entry.outcome === 'pending') session.entry.outcome = 'acknowledged';
      return true;
    },
    onComplete({ extra: { running } }, id) {
      running.delete(id);
    },
    onSubscribe({ extra: { entry, refused, running } }, id, { query, operationName, variables }) {
      running.add(id);
      entry.operations.push({ query, ...(operationName && { operationName }), ...(variables && { variables }) });
      if (!operationShape || !parts.tokens.problemWith(entry.token)) return undefined;
      if (operationShape === 'error') return [createGraphQLError('Unauthorized')];
      refused.add(id);
      return undefined;
    },
    context: ({ extra: { left, refused } }, id) => ({
      ...parts.schemaParts,
      signal: refused.has(id) ? AbortSignal.abort() : left.signal,
    }),
    async onOperation({ extra: { refused } }, id, _payload, _args, result) {
      if (!refused.has(id)) return undefined;
      if (Symbol.asyncIterator in result) await result[Symbol.asyncIterator]().return?.();
      return { errors: [createGraphQLError('Unauthorized')] };
    },
  });

  /** What is done about the connect because of its token. */
  const check = (entry: LiveConnect, isPlace: boolean): LiveBehaviour | undefined => {
    if (!isPlace) return undefined;
    entry.reason = parts.tokens.problemWith(entry.token) ?? (parts.refusesEverything() ? 'told to refuse' : undefined);
    if (!entry.reason) return undefined;
    entry.outcome = 'refused';
    return refusal ?? defaultRefusals[place];
  };

  const nextBehaviour = (): LiveBehaviour | undefined => {
    if (!told || timesLeft <= 0) return undefined;
    timesLeft -= 1;
    return told;
  };

  const end = (session: Session): void => {
    sessions.delete(session);
    session.left.abort();
  };

  const open = (session: Session): void => {
    const { socket, entry } = session;
    sessions.add(session);
    socket.on('error', () => {});
    const closed = graphql.opened(
      {
        protocol: socket.protocol,
        send: (data) =>
          new Promise((resolve) => {
            if (socket.bufferedAmount > maxBacklog) socket.close(1013, 'Slow consumer');
            if (socket.readyState !== socket.OPEN) return resolve();
            socket.send(data, () => resolve());
            if (data.includes('connection_ack')) behaves(session, 'acknowledged');
          }),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (handle) =>
          socket.on('message', (data) => {
            // The client is wrong, or it has left while it was served.
            handle(String(data)).catch((error: unknown) => socket.close(4500, String(error).slice(0, 100)));
          }),
      },
      session,
    );
    socket.on('close', (code, reason) => {
      entry.closed = { code, reason: String(reason) };
      end(session);
      void closed(code, String(reason));
    });
    behaves(session, 'open');
  };

  const upgrade: LiveEndpoint['upgrade'] = async (request, duplex, head) => {
    const url = request.url ?? '/';
    const entry: LiveConnect = {
      at: parts.now(),
      url,
      headers: request.headers,
      token: place === 'url' ? (new URL(url, 'http://localhost').searchParams.get('token') ?? undefined) : undefined,
      params: undefined,
      outcome: 'pending',
      reason: undefined,
      operations: [],
      closed: undefined,
      finished: new Promise((resolve) => duplex.on('close', resolve)),
    };
    duplex.on('error', () => {});
    log.add(entry);
    let behaviour = nextBehaviour();
    if (behaviour?.kind === 'hold') {
      await behaviour.gate.pass();
      behaviour = undefined;
    }
    if (behaviour) entry.outcome = behaviour.kind;
    behaviour ??= check(entry, place === 'url');
    if (behaviour?.kind === 'reset') duplex.destroy();
    else if (behaviour?.kind === 'status') refuseUpgrade(duplex, behaviour.status);
    else {
      sockets.handleUpgrade(request, duplex, head, (socket) =>
        open({ entry, socket, behaviour, running: new Set(), refused: new Set(), left: new AbortController() }),
      );
    }
  };

  const live: LiveApi = {
    url: parts.origin().replace('http', 'ws').concat('/graphql'),
    takeTokenFrom(next) {
      place = next;
    },
    refuseWith(next) {
      refusal = next;
    },
    respondsWith(behaviour, { times = Number.POSITIVE_INFINITY } = {}) {
      told = behaviour;
      timesLeft = times;
    },
    checkOperations(shape) {
      operationShape = shape;
    },
    refuseRunning(shape) {
      const errors = [{ message: 'Unauthorized' }];
      const payload = shape === 'error' ? errors : { errors };
      for (const { socket, running } of sessions) {
        for (const id of running) socket.send(JSON.stringify({ id, type: shape, payload }));
      }
    },
    limitBacklog(bytes) {
      maxBacklog = bytes;
    },
    limitSubscriptions: (count) => feed.limit(count),
    connects: log.entries,
    connectsReached: (count) => log.reached(count),
    get subscriptions() {
      return feed.subscribers;
    },
    subscriptionsReached: (count) => feed.subscribersReached(count),
    publish: (count) => feed.publish(count),
    closeAll(code, reason) {
      for (const session of sessions) {
        session.socket.close(code, reason);
        end(session);
      }
    },
    dropAll() {
      for (const session of sessions) {
        session.socket.terminate();
        end(session);
      }
    },
  };
  return { live, upgrade, reset: log.reset };
}
